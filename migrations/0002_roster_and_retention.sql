-- Where people work, as the organisation says it: for audiences and group figures. Whether they use
-- the bot is not asked; nothing of what they learn stands here.
CREATE TABLE roster (
    tenant_id TEXT NOT NULL,
    employee_id TEXT NOT NULL,
    department TEXT,
    role TEXT,
    manager BIGINT NOT NULL CHECK (manager IN (0, 1)),
    origin TEXT NOT NULL CHECK (origin IN ('file', 'graph')),
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, employee_id)
);
CREATE INDEX roster_by_department ON roster (tenant_id, department);

-- What is left of events after their time: how many of a kind, in a month, about an item.
CREATE TABLE event_counts (
    tenant_id TEXT NOT NULL,
    month TEXT NOT NULL,
    kind TEXT NOT NULL,
    item TEXT NOT NULL,
    number BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, month, kind, item)
);

-- Since when the app is gone for somebody: after a while they are erased.
ALTER TABLE employees ADD COLUMN gone_at BIGINT;
CREATE INDEX employees_gone ON employees (gone_at) WHERE gone_at IS NOT NULL;
CREATE INDEX employees_unreached ON employees (reach) WHERE reach <> 'reachable';

-- Cards go by age. Events and outbox rows need no index for that: their ids sort by time.
CREATE INDEX cards_by_age ON cards (shown_at);
