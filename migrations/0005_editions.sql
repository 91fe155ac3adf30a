-- Published content: each version with its files (a zip, as base64), never changed afterwards.
CREATE TABLE editions (
    version BIGINT PRIMARY KEY,
    published_at BIGINT NOT NULL,
    note TEXT NOT NULL,
    tips BIGINT NOT NULL,
    body TEXT NOT NULL
);
