/**
 * The statements that make many keys after the image of one whose name is `experiment-00000`: thousands of commits would
 * take longer.
 */
export const copyKey = (id: string, count: number): string => `
  create temp table copies as
    with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ${count})
    select api_keys.*, n from api_keys, numbers where id = '${id}';
  update copies set
    id = printf('%016d', n), name = printf('experiment-%05d', n), sort_name = printf('experiment-%05d', n),
    search_text = replace(search_text, '00000', printf('%05d', n)), digest = randomblob(length(digest)),
    created_at = created_at - ${count} + n;
  alter table copies drop column n;
  insert into api_keys select * from copies;`
