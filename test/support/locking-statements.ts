/** What the statements work on. */
export const SCHEMA = `
  create table guilds (id int primary key, name text);
  create table players (id int primary key, name text, age int, code varchar(10), guild int, born text,
    constraint players_guild foreign key (guild) references guilds);
  create table heroes (id int, name text not null, power int, master int, constraint power_known check (power > 0) not valid);
  create unique index heroes_id on heroes (id);
  create index players_name on players (name);
  alter table players cluster on players_name;
  create table heroes_twin (id int not null);
  create unique index heroes_twin_id on heroes_twin (id);
  create materialized view ranking as select id, age from players;
  create unique index ranking_id on ranking (id);
  create view overview as select id from players;
  create table events (at int, what text) partition by range (at);
  create table events_old partition of events for values from (0) to (10);
  create table events_new (at int, what text);
  create table base (id int);
  create table derived () inherits (base);
  create table single (id int);
  create type pair as (id int);
  create table typed (id int);
  create function touch() returns trigger language plpgsql as $$ begin return new; end $$;
  create function dice() returns int language plpgsql as 'begin return 4; end';
  create trigger noted before update on players for each row execute function touch();
  create rule kept as on delete to heroes do instead nothing;
  create policy own on players using (true);
  create table notes (short varchar(10), long varchar, body text, amount numeric(8,2), total numeric, made timestamp(3), seen timestamptz,
    bits bit varying(4), net cidr, once varchar(10), kept varchar(10) check (kept <> ''), folded varchar(10), fixed char(3), "When" time(2),
    key varchar(10) primary key, owner varchar(10) references notes, list varchar(10)[]);
  create index on notes (short, amount, made);
  create index on notes (lower(folded));
  create index on notes (once) where once > 'a';
  insert into notes (short, kept, folded, once, key, owner) select 'a', 'k', 'f', 'o', n, n from generate_series(1, 50) n;
  insert into guilds select n, 'g' from generate_series(1, 5) n;
  insert into players select n, 'name', n, 'c', 1, '7' from generate_series(1, 50) n;
  insert into heroes select n, 'hero', 1, 1 from generate_series(1, 50) n;
  insert into events_new values (11, 'x'), (12, 'y');
  insert into heroes_twin select generate_series(1, 9);`;

/** Each form that a rule knows, and forms that let others work. */
export const STATEMENTS = [
  "alter table players add column level int",
  "alter table players add column level int not null default 0",
  "alter table players add column seen timestamptz default now()",
  "alter table players add column seen timestamptz default clock_timestamp()",
  "alter table players add column luck int default dice()",
  "alter table players add column token uuid default gen_random_uuid()",
  "alter table players add column number bigserial",
  "alter table players add column number int generated always as identity",
  "alter table players add column twice int generated always as (age * 2) stored",
  "alter table players add column twice int generated always as (age * 2)",
  "alter table players add column level int check (level > 0)",
  "alter table players add column level int unique",
  "alter table players add column boss int references guilds",
  "alter table players add column boss int default 1 references guilds (id)",
  "alter table players add column level int, alter column name set not null",
  "alter table players drop column born",
  "alter table heroes drop constraint power_known",
  "alter table players alter column born type int using born::int",
  "alter table players alter born set data type char(3)",
  "alter table notes alter short type varchar(10)",
  "alter table notes alter short type character varying(20)",
  "alter table notes alter short type pg_catalog.varchar(20)",
  "alter table notes alter short type varchar",
  "alter table notes alter short type text",
  "alter table notes alter short type text using short",
  "alter table notes alter short type text using short::text",
  "alter table notes alter short type text using upper(short)",
  "alter table notes alter short type varchar(5)",
  "alter table notes alter short type char(10)",
  "alter table notes alter long type varchar(20)",
  "alter table notes alter body type varchar",
  "alter table notes alter body type varchar(100)",
  "alter table notes alter amount type decimal(10, 2)",
  "alter table notes alter amount type numeric(10, 3)",
  "alter table notes alter amount type numeric(7, 2)",
  "alter table notes alter amount type numeric",
  "alter table notes alter total type numeric(10, 2)",
  "alter table notes alter amount type int",
  "alter table notes alter made type timestamp(6) without time zone",
  "alter table notes alter made type timestamp",
  "alter table notes alter made type timestamp(1)",
  "alter table notes alter seen type timestamp with time zone",
  "alter table notes alter seen type timestamptz(6)",
  "alter table notes alter seen type timestamptz(5)",
  "alter table notes alter bits type varbit(8)",
  "alter table notes alter bits type bit varying(2)",
  "alter table notes alter net type inet",
  "alter table notes alter fixed type char(5)",
  'alter table notes alter "When" type time(4)',
  "alter table notes alter kept type varchar(20)",
  "alter table notes alter folded type text",
  "alter table notes alter once type text",
  "alter table notes alter key type varchar(20)",
  "alter table notes alter key type text",
  "alter table notes alter owner type varchar(20)",
  "alter table notes alter list type varchar(20)[]",
  "alter table notes alter short type text, alter amount type numeric(4, 2)",
  "alter table players alter column name set not null",
  "alter table heroes alter column name drop not null",
  "alter table players alter column age set default 3",
  "alter table players alter column name set storage external",
  "alter table players alter column age set statistics 500",
  "alter table players alter column age set (n_distinct = 5)",
  "alter table players add constraint grown check (age > 0)",
  "alter table players add constraint grown check (age > 0) not valid",
  "alter table players add check (age > 0)",
  "alter table players add constraint named not null name",
  "alter table players add constraint named not null name not valid",
  "alter table heroes validate constraint power_known",
  "alter table heroes add constraint led foreign key (master) references guilds (id)",
  "alter table heroes add foreign key (master) references guilds not valid",
  "alter table heroes add unique (id, name)",
  "alter table heroes add primary key (id)",
  "alter table heroes_twin add constraint twin_key primary key using index heroes_twin_id",
  "alter table heroes add constraint apart exclude (id with =)",
  "alter table players alter constraint players_guild deferrable",
  "alter table players disable trigger noted",
  "alter table players enable always trigger noted",
  "alter table heroes disable rule kept",
  "alter table players enable row level security",
  "alter table players force row level security",
  "alter table players replica identity full",
  "alter table players set (fillfactor = 70)",
  "alter table players reset (fillfactor)",
  "alter table players set without cluster",
  "alter table players cluster on players_name",
  "alter table single set unlogged",
  "alter table single set schema information_schema",
  "alter table players rename to gamers",
  "alter table players rename column age to years",
  "alter table players owner to pg_database_owner",
  "alter table single inherit base",
  "alter table derived no inherit base",
  "alter table typed of pair",
  "alter table events attach partition events_new for values from (10) to (20)",
  "alter table events detach partition events_old",
  'alter table if exists only public."players" add column x int',
  "alter view overview rename to summary",
  "alter materialized view ranking rename to ranks",
  "create index on players (age)",
  "create unique index if not exists age_once on only players (age)",
  "create trigger after_all after insert or update of name on players execute function touch()",
  "create constraint trigger checked after insert on players for each row execute function touch()",
  "create or replace trigger noted before update on players for each row execute function touch()",
  "create rule silent as on update to single do instead nothing",
  "create policy all_of_them on players using (true)",
  "create or replace view overview as select id from players",
  "create table scores (player int references players (id), guild int, foreign key (guild) references guilds)",
  "create table events_more partition of events for values from (30) to (40)",
  "create table third () inherits (base)",
  "create statistics s on id, age from players",
  "alter policy own on players using (false)",
  "alter trigger noted on players rename to noted_too",
  "alter rule kept on heroes rename to kept_too",
  "comment on table players is 'they play'",
  "drop trigger noted on players",
  "drop rule if exists kept on heroes",
  "drop policy own on players",
  "drop table single, heroes",
  "drop view overview",
  "drop materialized view if exists ranking",
  "truncate single, only heroes",
  "lock players",
  "lock table only players, heroes in share row exclusive mode",
  "lock table players in share mode",
  "lock table players in exclusive mode",
  "lock table players in share update exclusive mode",
  "lock table players in row exclusive mode",
  "reindex table players",
  "reindex (verbose) table players",
  "cluster players using players_name",
  "cluster (verbose) players",
  "refresh materialized view ranking",
  "insert into players values (1000)",
  "update players set age = 1",
  "select * from players for update",
];
