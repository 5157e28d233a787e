-- By what it was covered when it was told: customers::PaperVerdict. What is entered later changes the
-- case, not what somebody has read.
ALTER TABLE alerts ADD COLUMN coverage BLOB;
