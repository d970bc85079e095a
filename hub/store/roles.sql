-- The roles of a Roomwire that is served from PostgreSQL: printed by `python -m hub roles`, see docs/operators.md.
-- Run it as a superuser in the database of the hub, before the first start or at any time later; running it again
-- changes nothing. Passwords are none of its business: \password roomwire_serve

do $$
declare
    one record;
begin
    -- owns the tables and changes what they are like: python -m hub migrate
    if to_regrole('roomwire_migrate') is null then
        create role roomwire_migrate login;
    end if;
    -- serves people: a hub with ROOMWIRE_WORKER=0
    if to_regrole('roomwire_serve') is null then
        create role roomwire_serve login;
    end if;
    -- does what is done for all schools: a worker, a hub that is one as well, and commands
    if to_regrole('roomwire_work') is null then
        create role roomwire_work login;
    end if;

    -- a migration, a backup and a restore are of all schools
    if not pg_has_role('roomwire_migrate', 'roomwire_work', 'member') then
        grant roomwire_work to roomwire_migrate;
    end if;

    execute format('alter database %I owner to roomwire_migrate', current_database());
    for one in
        select c.oid::regclass as name, c.relkind, its.rolname as owner, its.rolsuper as super
          from pg_class c
          join pg_roles its on its.oid = c.relowner
         where c.relnamespace = 'public'::regnamespace
           and c.relkind in ('r', 'S')
           and c.relowner <> 'roomwire_migrate'::regrole
           -- the sequence of an identity goes with its table
           and not exists (
               select from pg_depend d where d.objid = c.oid and d.classid = 'pg_class'::regclass and d.deptype in ('a', 'i')
           )
    loop
        -- a hub that runs as the role of before goes on until it is started with another
        if not one.super then
            execute format('grant roomwire_serve, roomwire_work to %I', one.owner);
        end if;
        execute format('alter %s %s owner to roomwire_migrate',
                       case one.relkind when 'S' then 'sequence' else 'table' end, one.name);
    end loop;
end
$$;

alter schema public owner to roomwire_migrate;
revoke create on schema public from public;
grant usage on schema public to roomwire_serve, roomwire_work;
grant select, insert, update, delete on all tables in schema public to roomwire_serve, roomwire_work;
grant usage, select on all sequences in schema public to roomwire_serve, roomwire_work;
alter default privileges for role roomwire_migrate in schema public
    grant select, insert, update, delete on tables to roomwire_serve, roomwire_work;
alter default privileges for role roomwire_migrate in schema public
    grant usage, select on sequences to roomwire_serve, roomwire_work;
