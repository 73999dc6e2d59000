-- Frequently asked questions. They are numbered in the order of their creation: lists, the index of search and all cursors
-- go by that number.

CREATE TABLE faq_categories (
  id text PRIMARY KEY,
  name text NOT NULL UNIQUE,
  slug text NOT NULL UNIQUE,
  description text,
  position int NOT NULL DEFAULT 0,
  -- Published FAQs in it; moved by whatever changes them.
  faq_count int NOT NULL DEFAULT 0
);

CREATE TABLE faqs (
  number int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id text NOT NULL UNIQUE,
  question text NOT NULL,
  answer text NOT NULL,
  status text NOT NULL CHECK (status IN ('published', 'draft')),
  tags text[] NOT NULL DEFAULT '{}',
  view_count int NOT NULL DEFAULT 0,
  helpful_count int NOT NULL DEFAULT 0,
  not_helpful_count int NOT NULL DEFAULT 0,
  created_by text NOT NULL REFERENCES users,
  -- Never falls as the number grows.
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  published_at timestamptz
);
CREATE INDEX faqs_by_status ON faqs (status, number);
CREATE INDEX faqs_by_popularity ON faqs (view_count DESC, helpful_count DESC, number DESC) WHERE status = 'published';

CREATE TABLE faq_category_links (
  category_id text NOT NULL REFERENCES faq_categories ON DELETE CASCADE,
  faq_number int NOT NULL REFERENCES faqs ON DELETE CASCADE,
  -- Of the category among those of the FAQ.
  position int NOT NULL,
  PRIMARY KEY (category_id, faq_number)
);
CREATE INDEX faq_category_links_by_faq ON faq_category_links (faq_number, position);

CREATE TABLE faq_tags (
  tag text COLLATE "C" NOT NULL,
  faq_number int NOT NULL REFERENCES faqs ON DELETE CASCADE,
  PRIMARY KEY (tag, faq_number)
);
CREATE INDEX faq_tags_by_faq ON faq_tags (faq_number);

CREATE TABLE faq_ratings (
  faq_number int NOT NULL REFERENCES faqs ON DELETE CASCADE,
  user_id text NOT NULL REFERENCES users,
  helpful boolean NOT NULL,
  comment text,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (faq_number, user_id)
);
CREATE INDEX faq_ratings_commented ON faq_ratings (faq_number, updated_at, user_id) WHERE comment IS NOT NULL;

-- Who read what within the last hour or so, so that a view counts once in it. A viewer is a keyed hash of a user id or an
-- address. No reference to faqs: a view must not fail because its FAQ is being deleted, and rows go by themselves.
CREATE TABLE faq_views (
  faq_id text NOT NULL,
  viewer bytea NOT NULL,
  viewed_at timestamptz NOT NULL,
  PRIMARY KEY (faq_id, viewer)
);
CREATE INDEX faq_views_by_time ON faq_views (viewed_at);

-- The index of search, apart from faqs so that counting views and ratings does not touch it. Lexemes begin with a scope (the
-- status and a stretch of numbers), so that a query for a frequent word reads the entries of one stretch and not of all.
CREATE TABLE faq_terms (
  faq_number int PRIMARY KEY REFERENCES faqs ON DELETE CASCADE,
  terms tsvector NOT NULL
);
-- Without a pending list: every search would have to read all of it.
CREATE INDEX faq_terms_terms ON faq_terms USING gin (terms) WITH (fastupdate = off);

-- The numbers below `below` that match, falling, at most `wanted`. Each query is for one stretch, the newest first; the first
-- that fill the list end the search. OFFSET 0 keeps the planner to a look-up of
-- the terms, where the caller has turned sequential scans off.
CREATE FUNCTION faq_candidates(queries text[], below int, wanted int) RETURNS SETOF int
LANGUAGE plpgsql STABLE ROWS 20 AS $$
DECLARE
  query text;
  open int := wanted;
  added int;
BEGIN
  FOREACH query IN ARRAY queries LOOP
    RETURN QUERY
      SELECT c.faq_number FROM (SELECT t.faq_number FROM faq_terms t WHERE t.terms @@ query::tsquery OFFSET 0) c
      WHERE c.faq_number < below ORDER BY c.faq_number DESC LIMIT open;
    GET DIAGNOSTICS added = ROW_COUNT;
    open := open - added;
    EXIT WHEN open <= 0;
  END LOOP;
END $$;
