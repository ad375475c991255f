-- In which language each engineer reads dates.

ALTER TABLE engineer ADD COLUMN date_language TEXT NOT NULL DEFAULT 'en'
    CHECK (date_language IN ('en', 'de', 'es', 'fr', 'pt', 'pl', 'nl', 'it', 'iso'));
