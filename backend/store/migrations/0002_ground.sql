-- The newest configuration that an operator has signed for each unit, as it goes out.
CREATE TABLE unit_configs (
    bucket INTEGER NOT NULL,
    truck TEXT NOT NULL,
    version INTEGER NOT NULL,
    entered_ms INTEGER NOT NULL,
    message BLOB NOT NULL,
    PRIMARY KEY (bucket, truck)
);

-- What the unit last said of it; config_version is the one in force.
ALTER TABLE presence ADD COLUMN config_desired INTEGER;
ALTER TABLE presence ADD COLUMN config_state TEXT;
ALTER TABLE presence ADD COLUMN config_reason TEXT;
