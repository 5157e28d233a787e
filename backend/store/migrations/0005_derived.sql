-- The day by which a row is work, none of it hanging on today: its rank_day; of a stale one what the
-- calendar says; none where nobody can say.
ALTER TABLE @due ADD COLUMN work_day INTEGER;
CREATE INDEX @due_by_work_day ON @due (workshop, work_day, truck, labour_minutes, customer)
    WHERE work_day IS NOT NULL;
-- Each with the columns in which a page goes on, so that it reads what it shows.
DROP INDEX @due_by_workshop;
CREATE INDEX @due_by_workshop ON @due (workshop, basis, rank_day, handicap, truck, item);
DROP INDEX @due_never_done;
CREATE INDEX @due_never_done ON @due (work_day, truck, item) WHERE is_never_done = 1;
-- In words that no other index has: an equality there would win, and its rows would be sorted.
DROP INDEX @due_stale;
CREATE INDEX @due_stale ON @due (truck, item) WHERE basis + 0 = 1;
DROP INDEX @trucks_by_plan;
CREATE INDEX @trucks_by_plan ON @trucks (plan, bucket, truck) WHERE plan IS NOT NULL;
DELETE FROM @customers;
DELETE FROM @workshops;
DELETE FROM @plans;
DELETE FROM @plan_versions;
DELETE FROM @recalls;
DELETE FROM @recall_vins;
DELETE FROM @day_tick;
DELETE FROM @quiet_days;
DELETE FROM @trucks;
DELETE FROM @ownership;
DELETE FROM @due;
DELETE FROM @episodes;
DELETE FROM @spans;
DELETE FROM @uptime_days;
DELETE FROM @meter_days;
DELETE FROM @meter_scores;
DELETE FROM @completions;
DELETE FROM @dossiers;
-- What the operator says of fault codes in his own words: faults::OwnWords. A row about an FMI with any
-- SPN has none.
CREATE TABLE @fault_words (
    entry TEXT PRIMARY KEY,
    spn INTEGER,
    content BLOB NOT NULL
);
CREATE INDEX @fault_words_by_spn ON @fault_words (spn);
-- reasons: faults::Rule::key of those that led to the action, joined by commas. since_ms: when that action
-- was reached. parent: the episode under which it is folded, 0 for none; group_action: the highest of it and
-- of those under it.
DROP INDEX @episodes_by_action;
ALTER TABLE @episodes DROP COLUMN rules;
ALTER TABLE @episodes DROP COLUMN stop_now_since_ms;
ALTER TABLE @episodes ADD COLUMN reasons TEXT NOT NULL DEFAULT '';
ALTER TABLE @episodes ADD COLUMN rule_set INTEGER NOT NULL DEFAULT 0;
ALTER TABLE @episodes ADD COLUMN within_days INTEGER;
ALTER TABLE @episodes ADD COLUMN within_m INTEGER;
ALTER TABLE @episodes ADD COLUMN since_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE @episodes ADD COLUMN nth INTEGER NOT NULL DEFAULT 1;
ALTER TABLE @episodes ADD COLUMN parent INTEGER NOT NULL DEFAULT 0;
ALTER TABLE @episodes ADD COLUMN cascade INTEGER NOT NULL DEFAULT 0;
ALTER TABLE @episodes ADD COLUMN group_action INTEGER NOT NULL DEFAULT 0;
ALTER TABLE @episodes ADD COLUMN repaired_ms INTEGER;
ALTER TABLE @episodes ADD COLUMN comeback_of_ms INTEGER;
ALTER TABLE @episodes ADD COLUMN silent_since_ms INTEGER;
CREATE INDEX @episodes_by_group ON @episodes (group_action, opened_ms, truck, episode)
    WHERE state < 2 AND parent = 0;
CREATE INDEX @episodes_folded ON @episodes (bucket, truck, parent) WHERE state < 2 AND parent > 0;
-- Every set of rules as it was entered, and from when it was in force. content: faults::RuleSet.
CREATE TABLE @rule_sets (
    version INTEGER PRIMARY KEY,
    from_ms INTEGER NOT NULL,
    content BLOB NOT NULL
);
