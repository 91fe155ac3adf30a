-- One text for SQLite and PostgreSQL: TEXT, BIGINT and DOUBLE PRECISION only.
-- Times are milliseconds since 1970 in UTC, days are YYYY-MM-DD, flags are 0 or 1.

-- Who we talk to, how to reach them, and when they want to hear from us.
CREATE TABLE employees (
    tenant_id TEXT NOT NULL,
    employee_id TEXT NOT NULL,
    channel_user_id TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    service_url TEXT NOT NULL,
    reach TEXT NOT NULL CHECK (reach IN ('reachable', 'uninstalled', 'blocked', 'disabled_by_admin')),
    language TEXT NOT NULL,
    language_chosen BIGINT NOT NULL CHECK (language_chosen IN (0, 1)),
    time_zone TEXT NOT NULL,
    days BIGINT NOT NULL,
    window_from BIGINT NOT NULL,
    window_to BIGINT NOT NULL,
    per_week BIGINT NOT NULL,
    paused_until TEXT,
    stopped_at BIGINT,
    welcomed_at BIGINT,
    last_nudge_at BIGINT,
    nudges_in_week BIGINT NOT NULL,
    ignored BIGINT NOT NULL,
    moment TEXT,
    next_nudge_at BIGINT,
    heard_at BIGINT,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, employee_id)
);

-- The planner asks for those whose time has come; nobody else is looked at.
CREATE INDEX employees_due ON employees (next_nudge_at) WHERE next_nudge_at IS NOT NULL;

-- What is known of a person's way through the library. Theirs alone.
CREATE TABLE paths (
    tenant_id TEXT NOT NULL,
    employee_id TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, employee_id),
    FOREIGN KEY (tenant_id, employee_id) REFERENCES employees (tenant_id, employee_id) ON DELETE CASCADE
);

-- What happened on a path, for the person's own look back.
CREATE TABLE events (
    id TEXT PRIMARY KEY,
    tenant_id TEXT NOT NULL,
    employee_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    body TEXT NOT NULL,
    FOREIGN KEY (tenant_id, employee_id) REFERENCES employees (tenant_id, employee_id) ON DELETE CASCADE
);
CREATE INDEX events_of_employee ON events (tenant_id, employee_id, at);

-- Deliveries that were handled: a second copy finds its answer here.
CREATE TABLE turns (
    conversation_id TEXT NOT NULL,
    activity_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    answer TEXT,
    PRIMARY KEY (conversation_id, activity_id, kind)
);
CREATE INDEX turns_by_age ON turns (received_at);

-- Cards that we showed. An action counts only with the nonce of one of them.
CREATE TABLE cards (
    nonce TEXT PRIMARY KEY,
    tenant_id TEXT NOT NULL,
    employee_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    shown_at BIGINT NOT NULL,
    nudge BIGINT NOT NULL CHECK (nudge IN (0, 1)),
    delivered_at BIGINT,
    answered_at BIGINT,
    result TEXT,
    FOREIGN KEY (tenant_id, employee_id) REFERENCES employees (tenant_id, employee_id) ON DELETE CASCADE
);
CREATE INDEX cards_of_employee ON cards (tenant_id, employee_id, shown_at);

-- What is waiting to be sent, and what came of it.
CREATE TABLE outbox (
    id TEXT PRIMARY KEY,
    tenant_id TEXT NOT NULL,
    employee_id TEXT NOT NULL,
    idempotency_key TEXT NOT NULL UNIQUE,
    purpose TEXT NOT NULL CHECK (purpose IN ('reply', 'update', 'nudge')),
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
    FOREIGN KEY (tenant_id, employee_id) REFERENCES employees (tenant_id, employee_id) ON DELETE CASCADE
);
CREATE INDEX outbox_waiting ON outbox (urgency, not_before) WHERE state IN ('planned', 'leased');
CREATE INDEX outbox_queue ON outbox (conversation_id, urgency, id)
    WHERE state IN ('planned', 'leased');
CREATE INDEX outbox_of_employee ON outbox (tenant_id, employee_id);
