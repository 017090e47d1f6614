-- Why calls could not be rated. Their records have rating_status 'failed'; set to 'unrated' they are rated anew, and the row goes.
create table accounting.cdr_rating_failures (
    cdr_id           bigint unsigned not null primary key,
    reason           varchar(255) not null,
    failed_at        datetime(6)  not null,
    constraint cdr_rating_failures_cdr foreign key (cdr_id) references accounting.cdr (id) on delete cascade
);
