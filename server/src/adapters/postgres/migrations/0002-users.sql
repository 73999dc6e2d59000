-- What a user's tokens said last (name, email, avatar, specialty, userType, issuedAt), to tell news from repetition.
ALTER TABLE users ADD COLUMN claimed jsonb NOT NULL DEFAULT '{}';

-- Owners may choose the ids of their packages: unique among their own, never a way to reach another's.
ALTER TABLE service_packages DROP CONSTRAINT service_packages_pkey, ADD PRIMARY KEY (user_id, id);
