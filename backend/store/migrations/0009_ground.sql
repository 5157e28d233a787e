-- What the dealer's people write down about customers, beside the journal: nothing is derived from it,
-- and what concerns a person can be taken out again. *_min: minutes of a day or of work. Texts that may
-- be many have a semicolon between them.
CREATE TABLE contacts (
    contact TEXT PRIMARY KEY,
    customer TEXT NOT NULL,
    name TEXT NOT NULL,
    roles TEXT,
    phones TEXT,
    email TEXT,
    robots TEXT,
    language INTEGER,
    time_zone TEXT,
    quiet_from_min INTEGER,
    quiet_until_min INTEGER,
    consent INTEGER,
    note TEXT
);
CREATE INDEX contacts_of_customer ON contacts (customer, contact);
CREATE TABLE interactions (
    interaction TEXT PRIMARY KEY,
    customer TEXT NOT NULL,
    truck TEXT,
    contact TEXT,
    at_ms INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    direction INTEGER,
    content TEXT,
    outcome TEXT,
    satisfaction INTEGER,
    next_day INTEGER,
    by_whom TEXT
);
CREATE INDEX interactions_of_customer ON interactions (customer, at_ms);
CREATE INDEX interactions_of_truck ON interactions (truck, at_ms);
CREATE TABLE profiles (
    customer TEXT PRIMARY KEY,
    lifecycle INTEGER,
    lifecycle_reason TEXT,
    advisor TEXT,
    segment TEXT,
    note TEXT
);
CREATE TABLE sales (
    truck TEXT PRIMARY KEY,
    sold_day INTEGER,
    salesperson TEXT,
    price_band TEXT
);
CREATE TABLE tags (
    about INTEGER NOT NULL,
    subject TEXT NOT NULL,
    tag TEXT NOT NULL,
    reason TEXT,
    by_whom TEXT,
    since_day INTEGER,
    PRIMARY KEY (about, subject, tag)
);
-- What was done in the workshop beside the fact that it was: of a completion of that item and time.
CREATE TABLE service_details (
    truck TEXT NOT NULL,
    item TEXT NOT NULL,
    done_ms INTEGER NOT NULL,
    visit TEXT,
    reason INTEGER,
    parts TEXT,
    labour_min INTEGER,
    parts_cost_cents INTEGER,
    labour_cost_cents INTEGER,
    warranty INTEGER,
    by_whom TEXT,
    vmrs_system TEXT,
    vmrs_assembly TEXT,
    vmrs_component TEXT,
    vmrs_failure TEXT,
    vmrs_work TEXT,
    PRIMARY KEY (truck, item, done_ms)
);
