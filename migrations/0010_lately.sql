-- Which of the last eight nudges were answered: a one, and after it a bit for each, the newest lowest.
ALTER TABLE employees ADD COLUMN lately BIGINT NOT NULL DEFAULT 1;
