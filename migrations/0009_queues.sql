-- One queue for each tenant and urgency, in the order of sending: a long queue of one tenant is not
-- walked to find what another tenant waits for. What is leased, what may lapse and what waits longest
-- have an index of their own, so that none of them is looked for among all that waits.
DROP INDEX outbox_waiting;
CREATE INDEX outbox_waiting ON outbox (tenant_id, urgency, not_before, id) WHERE state = 'planned';
CREATE INDEX outbox_lapsing ON outbox (lapses_at) WHERE state = 'planned';
CREATE INDEX outbox_by_age ON outbox (created_at) WHERE state = 'planned';
CREATE INDEX outbox_leased ON outbox (lease_until) WHERE state = 'leased';

-- Figures are made of nudges and posts; replies, of which there are many, need not be in it.
DROP INDEX outbox_nudges;
CREATE INDEX outbox_nudges ON outbox (purpose, campaign, state, reason)
    WHERE purpose IN ('nudge', 'post');

-- Counting by state reads this and not the table, in which every card of three months stands.
CREATE INDEX outbox_states ON outbox (state) WHERE state <> 'leased';
