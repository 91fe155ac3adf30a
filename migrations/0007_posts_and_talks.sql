-- Teams that added the bot: where a post in a channel can go. Nothing about people.
CREATE TABLE teams (
    tenant_id TEXT NOT NULL,
    team_id TEXT NOT NULL,
    name TEXT NOT NULL,
    group_id TEXT,
    service_url TEXT NOT NULL,
    added_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, team_id)
);

-- Which tip a post of the plan put in a team's channel, at which of its times: none comes twice, and
-- the next one is another.
CREATE TABLE posts (
    tenant_id TEXT NOT NULL,
    team_id TEXT NOT NULL,
    post_id TEXT NOT NULL,
    slot TEXT NOT NULL,
    tip TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, team_id, post_id, slot)
);

-- Which talking point a manager got last.
ALTER TABLE employees ADD COLUMN talk TEXT;

-- What goes to a team belongs to no employee. SQLite cannot loosen a column that is there, so the
-- table is made anew.
CREATE TABLE outbox_anew (
    id TEXT PRIMARY KEY,
    tenant_id TEXT NOT NULL,
    employee_id TEXT,
    idempotency_key TEXT NOT NULL UNIQUE,
    purpose TEXT NOT NULL CHECK (purpose IN ('reply', 'update', 'nudge', 'post')),
    urgency BIGINT NOT NULL,
    conversation_id TEXT NOT NULL,
    service_url TEXT NOT NULL,
    activity_id TEXT,
    activity TEXT NOT NULL,
    nonce TEXT,
    state TEXT NOT NULL CHECK (state IN (
        'planned', 'leased', 'sent', 'lapsed', 'blocked', 'uninstalled', 'disabled_by_admin', 'failed', 'ambiguous'
    )),
    reason TEXT,
    attempts BIGINT NOT NULL,
    not_before BIGINT NOT NULL,
    lapses_at BIGINT,
    lease_owner TEXT,
    lease_until BIGINT,
    created_at BIGINT NOT NULL,
    settled_at BIGINT,
    campaign TEXT,
    uncertain BIGINT NOT NULL DEFAULT 0,
    FOREIGN KEY (tenant_id, employee_id) REFERENCES employees (tenant_id, employee_id) ON DELETE CASCADE
);
INSERT INTO outbox_anew (id, tenant_id, employee_id, idempotency_key, purpose, urgency,
    conversation_id, service_url, activity_id, activity, nonce, state, reason, attempts,
    not_before, lapses_at, lease_owner, lease_until, created_at, settled_at, campaign, uncertain)
    SELECT id, tenant_id, employee_id, idempotency_key, purpose, urgency,
    conversation_id, service_url, activity_id, activity, nonce, state, reason, attempts,
    not_before, lapses_at, lease_owner, lease_until, created_at, settled_at, campaign, uncertain
    FROM outbox;
DROP TABLE outbox;
ALTER TABLE outbox_anew RENAME TO outbox;
CREATE INDEX outbox_waiting ON outbox (urgency, not_before) WHERE state IN ('planned', 'leased');
CREATE INDEX outbox_queue ON outbox (conversation_id, urgency, id)
    WHERE state IN ('planned', 'leased');
CREATE INDEX outbox_of_employee ON outbox (tenant_id, employee_id);
CREATE INDEX outbox_nudges ON outbox (purpose, campaign, state, reason);
