-- What calls in progress of prepaid customers may yet cost, so that no other call spends it. Rating takes the cost from the balance and the row away in
-- one transaction; a row whose call never got a record no longer counts from expires_at on.
create table billing.prepaid_reservations (
    id               bigint unsigned not null auto_increment primary key,
    contract_id      int unsigned not null,
    call_id          varchar(255) character set utf8mb4 collate utf8mb4_bin not null,
    leg              smallint unsigned not null default 0,   -- 0 as it was dialled, then one by forward
    cash             decimal(20,6) not null,                 -- cents
    free_time        bigint       not null,                  -- seconds
    expires_at       datetime     not null,
    unique key prepaid_reservations_leg (contract_id, call_id, leg),
    key prepaid_reservations_expires (expires_at),
    constraint prepaid_reservations_contract foreign key (contract_id) references billing.contracts (id) on delete cascade
);
