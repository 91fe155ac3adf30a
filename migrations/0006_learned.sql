-- What all people of a tenant teach together: how hard tips turn out to be, how reviews are
-- answered, and where people start. Sums and counts; who gave which answer is not in them.
CREATE TABLE learned_items (
    tenant_id TEXT NOT NULL,
    item TEXT NOT NULL,
    answers BIGINT NOT NULL,
    precision_added DOUBLE PRECISION NOT NULL,
    weighted_added DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (tenant_id, item)
);

-- Answers to reviews, by the bin of the recall that was predicted.
CREATE TABLE learned_recalls (
    tenant_id TEXT NOT NULL,
    bin BIGINT NOT NULL,
    answers BIGINT NOT NULL,
    right_answers BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, bin)
);

-- Where people stand: the sum of what is believed of their general levels, in logits.
CREATE TABLE learned_levels (
    tenant_id TEXT PRIMARY KEY,
    answers BIGINT NOT NULL,
    people BIGINT NOT NULL,
    level_sum DOUBLE PRECISION NOT NULL
);
