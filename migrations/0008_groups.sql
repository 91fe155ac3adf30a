-- Entra groups that audiences of the plan name, of people whom the bot has met: ids with spaces
-- between. Empty where Graph said nothing.
ALTER TABLE roster ADD COLUMN entra_groups TEXT;
