-- Recorded calls, written by the media relay's recorder; calls that a subscriber reported.

create table provisioning.recording_calls (
    id               int unsigned not null auto_increment primary key,
    call_id          varchar(255) character set utf8mb4 collate utf8mb4_bin not null,
    start_timestamp  decimal(13,3) null,   -- epoch seconds
    end_timestamp    decimal(13,3) null,
    status           varchar(16)  not null default 'recording',   -- recording, completed, confirmed
    metadata         text         null,    -- as the relay was given it
    key recording_calls_call_id (call_id),
    key recording_calls_start (start_timestamp),
    key recording_calls_status (status)
);

-- What is known of a recorded call. Key uuid: a subscriber whose recording it is, one row each; caller, callee: their numbers.
create table provisioning.recording_metakeys (
    `call`           int unsigned not null,
    `key`            varchar(63)  character set utf8mb4 collate utf8mb4_bin not null,
    value            varchar(255) character set utf8mb4 collate utf8mb4_bin not null,
    primary key (`call`, `key`, value),
    key recording_metakeys_value (value, `key`),
    constraint recording_metakeys_call foreign key (`call`) references provisioning.recording_calls (id) on delete cascade
);

create table provisioning.recording_streams (
    id               int unsigned not null auto_increment primary key,
    `call`           int unsigned not null,
    local_filename   varchar(255) not null,
    full_filename    varchar(255) not null,   -- path with ending
    file_format      varchar(10)  not null,   -- wav, mp3
    file_type        varchar(8)   not null,   -- mixed, single
    output_type      varchar(16)  null,       -- as the recorder calls it
    stream_id        int unsigned not null default 0,
    ssrc             int unsigned not null default 0,
    sample_rate      int unsigned not null default 0,
    channels         int unsigned not null default 0,
    tag_label        varchar(255) null,
    start_timestamp  decimal(13,3) null,
    end_timestamp    decimal(13,3) null,
    transcript_status varchar(8)  not null default 'none',   -- none, pending, done
    transcript       text         null,
    stream           longblob     null,       -- the sound itself where recordings are kept in the database; there is no file then
    key recording_streams_type (file_type),
    constraint recording_streams_call foreign key (`call`) references provisioning.recording_calls (id) on delete cascade
);

create table accounting.malicious_calls (
    id               int unsigned not null auto_increment primary key,
    callee_uuid      varchar(36)  character set utf8mb4 collate utf8mb4_bin not null,   -- the subscriber who reported it
    call_id          varchar(255) character set utf8mb4 collate utf8mb4_bin not null,
    caller           varchar(255) not null,
    callee           varchar(255) not null,
    start_time       decimal(13,3) not null,
    duration         decimal(13,3) not null default 0,
    source           varchar(255) null,   -- what reported it, such as a service code
    reported_at      datetime(6)  not null default current_timestamp(6),
    key malicious_calls_callee_uuid (callee_uuid),
    key malicious_calls_call_id (call_id),
    key malicious_calls_caller (caller),
    key malicious_calls_callee (callee)
);
