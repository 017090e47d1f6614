-- What a subscriber's password is checked with by SCRAM (RFC 5802, RFC 7677), for XMPP; written with the password. of_password is SHA-256 of salt and password:
-- keys of a password that is not the present one, whoever changed it, are not valid.
create table provisioning.scram_keys (
    subscriber_id      int unsigned not null primary key,
    salt               binary(16)   not null,
    iterations         int unsigned not null,
    of_password        binary(32)   not null,
    stored_key_sha1    binary(20)   not null,
    server_key_sha1    binary(20)   not null,
    stored_key_sha256  binary(32)   not null,
    server_key_sha256  binary(32)   not null,
    constraint scram_keys_subscriber foreign key (subscriber_id) references provisioning.voip_subscribers (id) on delete cascade
);
