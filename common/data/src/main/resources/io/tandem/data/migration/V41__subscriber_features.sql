-- Speed dials, reminder calls, trusted sources, auto attendants, call through; greetings of mailboxes.

create table provisioning.voip_speed_dial (
    id               int unsigned not null auto_increment primary key,
    subscriber_id    int unsigned not null,
    slot             varchar(64)  character set utf8mb4 collate utf8mb4_bin not null,   -- as dialled: *0 to *9
    destination      varchar(192) not null,   -- URI
    unique key voip_speed_dial_slot (subscriber_id, slot),
    constraint voip_speed_dial_owner foreign key (subscriber_id) references provisioning.voip_subscribers (id) on delete cascade
);

create table provisioning.voip_reminder (
    id               int unsigned not null auto_increment primary key,
    subscriber_id    int unsigned not null,
    time             time         not null,   -- in the time zone of the subscriber
    recur            varchar(8)   not null default 'never',   -- never, weekdays, always
    active           boolean      not null default 1,
    unique key voip_reminder_subscriber (subscriber_id),
    constraint voip_reminder_owner foreign key (subscriber_id) references provisioning.voip_subscribers (id) on delete cascade
);

-- Requests from such an address need no password.
create table provisioning.voip_trusted_sources (
    id               int unsigned not null auto_increment primary key,
    subscriber_id    int unsigned not null,
    src_ip           varchar(50)  not null,
    protocol         varchar(3)   not null,   -- UDP, TCP, TLS, ANY
    from_pattern     varchar(64)  null,   -- regular expression for the From URI
    key voip_trusted_sources_ip (src_ip),
    constraint voip_trusted_sources_owner foreign key (subscriber_id) references provisioning.voip_subscribers (id) on delete cascade
);

create table provisioning.voip_pbx_autoattendants (
    id               int unsigned not null auto_increment primary key,
    subscriber_id    int unsigned not null,
    choice           varchar(16)  not null,   -- key 0 to 9, or default
    destination      varchar(255) not null,   -- URI
    unique key voip_pbx_autoattendants_choice (subscriber_id, choice),
    constraint voip_pbx_autoattendants_owner foreign key (subscriber_id) references provisioning.voip_subscribers (id) on delete cascade
);

-- Callers, or holders of a PIN, who may call through a subscriber.
create table provisioning.voip_cc_mappings (
    id               int unsigned not null auto_increment primary key,
    uuid             char(36)     character set utf8mb4 collate utf8mb4_bin not null,
    auth_key         varchar(255) character set utf8mb4 collate utf8mb4_bin not null,
    unique key voip_cc_mappings_auth_key (auth_key),
    key voip_cc_mappings_uuid (uuid),
    constraint voip_cc_mappings_owner foreign key (uuid) references provisioning.voip_subscribers (uuid) on delete cascade
);

-- A greeting is a row with message number -1 in a folder unavail, busy, greet or temp.
alter table voicemail.voicemail_spool modify msgnum int not null default 0;
alter table voicemail.voicemail_spool add transcript_status varchar(8) not null default 'none';   -- none, pending, done
alter table voicemail.voicemail_spool add key voicemail_spool_owner (mailboxuser, dir);
