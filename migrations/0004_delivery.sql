-- Which campaign or moment of the plan a nudge belongs to, if any.
ALTER TABLE outbox ADD COLUMN campaign TEXT;

-- How many attempts may have arrived without our knowing: nothing is sent a third time.
ALTER TABLE outbox ADD COLUMN uncertain BIGINT NOT NULL DEFAULT 0;

-- Not before this time, for a tenant (with an empty conversation) or one conversation: the channel
-- asked for patience. Every process heeds it.
CREATE TABLE waits (
    tenant_id TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, conversation_id)
);
CREATE INDEX waits_by_end ON waits (until);

-- Campaigns that somebody paused or stopped; all others run.
CREATE TABLE campaigns (
    campaign_id TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('paused', 'stopped')),
    changed_at BIGINT NOT NULL
);

-- What became of nudges, by campaign and state, without reading the activities.
CREATE INDEX outbox_nudges ON outbox (purpose, campaign, state, reason);
