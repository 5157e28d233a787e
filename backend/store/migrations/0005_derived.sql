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
