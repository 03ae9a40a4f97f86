-- Version 1. Nothing here is finer than a day, and no row number tells in which order things came:
-- they are random, and entries sort by a log's random number, then by seq.
-- Until a release holds somebody's data this file is simply edited. From then on a change is a new version, and `open.rs`
-- brings an older file there in one transaction, before anything is answered.

-- SQLite zeroes what it frees, but when it moves rows between the pages of a tree, it leaves copies of their beginnings behind (up to
-- 4,061 bytes, what fits into a page of 4,096 beside its header). So ciphertext comes behind as many zeros: then all of it lies in
-- overflow pages, which are freed, and zeroed, as a whole.

CREATE TABLE server (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    -- Makes up keyrings for unknown lookups.
    key BLOB NOT NULL CHECK (length(key) = 32)
) STRICT;

-- SHA-256 of each token; what it paid for is the hash of a request that contains the token itself, so it can't be traced.
CREATE TABLE tokens (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    spent BLOB CHECK (length(spent) = 32)
) STRICT, WITHOUT ROWID;

CREATE TABLE spaces (
    number INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 32),
    -- 24 random bits: the upper part of the places of its entries. Another epoch is another log.
    log INTEGER NOT NULL UNIQUE,
    epoch INTEGER NOT NULL,
    next_seq INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    -- How much waits in the inbox.
    inbox_blobs INTEGER NOT NULL,
    inbox_bytes INTEGER NOT NULL,
    -- 1 after a restore, until a lead has said how it goes on.
    frozen INTEGER NOT NULL DEFAULT 0 CHECK (frozen IN (0, 1))
) STRICT;

-- Apart from spaces, so that an append doesn't rewrite a block.
CREATE TABLE envelopes (
    space INTEGER PRIMARY KEY REFERENCES spaces (number),
    block_hash BLOB NOT NULL CHECK (length(block_hash) = 32),
    -- The last change, so that a repeat of it can be answered.
    managed BLOB CHECK (length(managed) = 32),
    managed_seq INTEGER NOT NULL,
    fill BLOB NOT NULL DEFAULT (zeroblob(4061)),
    card BLOB NOT NULL,
    block BLOB NOT NULL
) STRICT;

CREATE TABLE capabilities (
    space INTEGER NOT NULL REFERENCES spaces (number),
    key BLOB NOT NULL CHECK (length(key) = 32),
    rights INTEGER NOT NULL,
    PRIMARY KEY (space, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE entries (
    -- log × 2^39 + seq
    place INTEGER PRIMARY KEY,
    fill BLOB NOT NULL DEFAULT (zeroblob(4061)),
    blob BLOB NOT NULL
) STRICT;

-- In the order of ids, which are random: neither who posted a blob nor which came first is kept.
CREATE TABLE inbox (
    space INTEGER NOT NULL REFERENCES spaces (number),
    id BLOB NOT NULL,
    fill BLOB NOT NULL DEFAULT (zeroblob(4061)),
    blob BLOB NOT NULL,
    PRIMARY KEY (space, id)
) STRICT, WITHOUT ROWID;

-- What a capability has posted on one day. Gone when the day is over, or the right.
CREATE TABLE posts (
    space INTEGER NOT NULL REFERENCES spaces (number),
    key BLOB NOT NULL CHECK (length(key) = 32),
    day INTEGER NOT NULL,
    blobs INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    PRIMARY KEY (space, key)
) STRICT, WITHOUT ROWID;

-- Every blob id there ever was, staged ones too. Of purged ones only the id is left, and so it is of stagings: a hash that names
-- each, so that none begins twice. Of what was posted there is a hash without a place, also after it is gone.
CREATE TABLE blob_ids (
    id BLOB PRIMARY KEY CHECK (length(id) = 32),
    place INTEGER,
    hash BLOB
) STRICT, WITHOUT ROWID;

-- What an epoch's entries will be in the next one. They lie in `entries` under a log of their own, and a commit makes it the space's.
CREATE TABLE stagings (
    log INTEGER PRIMARY KEY,
    space INTEGER NOT NULL REFERENCES spaces (number),
    capability BLOB NOT NULL CHECK (length(capability) = 32),
    id BLOB NOT NULL CHECK (length(id) = 16),
    next_seq INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    day INTEGER NOT NULL,
    UNIQUE (space, capability)
) STRICT;

-- A space's state in large blobs, beside its log. They lie in `entries` under a log of their own, numbered from 1.
CREATE TABLE page_sets (
    log INTEGER PRIMARY KEY,
    space INTEGER NOT NULL REFERENCES spaces (number),
    capability BLOB NOT NULL CHECK (length(capability) = 32),
    id BLOB NOT NULL CHECK (length(id) = 16),
    count INTEGER NOT NULL,
    next INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    day INTEGER NOT NULL,
    -- Whether it is the one that is handed out.
    kept INTEGER NOT NULL,
    UNIQUE (space, id)
) STRICT;

-- Logs that are no space's and no staging's any more. Nobody reads them, and they are erased part by part, between other writes.
CREATE TABLE retired (
    log INTEGER PRIMARY KEY
) STRICT;

CREATE TABLE keyrings (
    number INTEGER PRIMARY KEY,
    lookup BLOB NOT NULL UNIQUE CHECK (length(lookup) = 32),
    write_key BLOB NOT NULL CHECK (length(write_key) = 32),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    fill BLOB NOT NULL DEFAULT (zeroblob(4061)),
    blob BLOB NOT NULL
) STRICT;

-- Lists for one member each, gone after their last day. Where a packet was its id stays known, in blob_ids.
CREATE TABLE packets (
    number INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 32),
    space INTEGER NOT NULL REFERENCES spaces (number),
    reader BLOB NOT NULL CHECK (length(reader) = 32),
    last_day INTEGER NOT NULL,
    fill BLOB NOT NULL DEFAULT (zeroblob(4061)),
    envelope BLOB NOT NULL,
    note BLOB NOT NULL,
    content BLOB NOT NULL
) STRICT;
CREATE INDEX packets_of_space ON packets (space);

CREATE TABLE mailboxes (
    number INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 32),
    space INTEGER NOT NULL REFERENCES spaces (number),
    day INTEGER NOT NULL,
    fill BLOB NOT NULL DEFAULT (zeroblob(4061)),
    post BLOB
) STRICT;
CREATE INDEX mailboxes_of_space ON mailboxes (space);
