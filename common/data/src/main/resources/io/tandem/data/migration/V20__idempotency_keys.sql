-- What POSTs with an Idempotency-Key created; a row lives for a day.
create table provisioning.idempotency_keys (
    caller           varchar(191) character set utf8mb4 collate utf8mb4_bin not null,
    idempotency_key  varchar(255) character set ascii collate ascii_bin not null,
    fingerprint      char(64)     character set ascii collate ascii_bin not null,   -- SHA-256 of the request
    created_id       varchar(255) null,
    created_at       datetime(6)  not null default current_timestamp(6),
    primary key (caller, idempotency_key),
    key idempotency_keys_created_at (created_at)
);
