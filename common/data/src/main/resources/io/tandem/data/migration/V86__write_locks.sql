-- Writes to one object come after each other: each locks a row here, which row follows from the object's name, until it commits.
create table provisioning.write_locks (
    id               smallint unsigned not null primary key
);

insert into provisioning.write_locks (id)
select a.n + 16 * b.n + 256 * c.n
from (select 0 as n union all select 1 union all select 2 union all select 3 union all select 4 union all select 5 union all select 6 union all select 7
    union all select 8 union all select 9 union all select 10 union all select 11 union all select 12 union all select 13 union all select 14
    union all select 15) a
cross join (select 0 as n union all select 1 union all select 2 union all select 3 union all select 4 union all select 5 union all select 6
    union all select 7 union all select 8 union all select 9 union all select 10 union all select 11 union all select 12 union all select 13
    union all select 14 union all select 15) b
cross join (select 0 as n union all select 1 union all select 2 union all select 3 union all select 4 union all select 5 union all select 6
    union all select 7 union all select 8 union all select 9 union all select 10 union all select 11 union all select 12 union all select 13
    union all select 14 union all select 15) c;
