-- In which period of being active each pair of nodes is: the HA manager raises it, and writers of an earlier one are refused.
create table accounting.pair_epoch (
    pair  varchar(64)     not null primary key,
    epoch bigint unsigned not null
);
