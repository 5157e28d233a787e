-- By what it was covered when it was told: customers::PaperVerdict. What is entered later changes the
-- case, not what somebody has read.
ALTER TABLE alerts ADD COLUMN coverage BLOB;
-- Links by which a customer without a token reads one proposed visit, as it stood then
-- (customers::VisitOffer). hash: the SHA-256 of what stands in the link. It opens nothing for another
-- customer than that of the truck when it was made.
CREATE TABLE visit_links (
    hash BLOB PRIMARY KEY,
    truck TEXT NOT NULL,
    visit TEXT NOT NULL,
    customer TEXT,
    offer BLOB NOT NULL,
    made_by TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL,
    revoked_ms INTEGER
);
CREATE INDEX visit_links_by_visit ON visit_links (truck, visit);
