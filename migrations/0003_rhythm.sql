-- Single days on which somebody wants no nudge: YYYY-MM-DD with spaces between.
ALTER TABLE employees ADD COLUMN days_off TEXT NOT NULL DEFAULT '';

-- How long the nudges of the week of last_nudge_at take to read.
ALTER TABLE employees ADD COLUMN seconds_in_week BIGINT NOT NULL DEFAULT 0;

-- Pages of those who are due are read in one order, also when many are due at the same moment.
DROP INDEX employees_due;
CREATE INDEX employees_due ON employees (next_nudge_at, tenant_id, employee_id)
    WHERE next_nudge_at IS NOT NULL;

-- Slots that passed without a nudge, and why: for the person's own question. Theirs alone.
CREATE TABLE skips (
    tenant_id TEXT NOT NULL,
    employee_id TEXT NOT NULL,
    day TEXT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, employee_id, day),
    FOREIGN KEY (tenant_id, employee_id) REFERENCES employees (tenant_id, employee_id) ON DELETE CASCADE
);
CREATE INDEX skips_by_age ON skips (at);
