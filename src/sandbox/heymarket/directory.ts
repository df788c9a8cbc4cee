/** A member of the team. */
export interface Member {
  readonly id: number;
  readonly name: string;
  readonly email: string;
}

/** A survey of the team; its question is what is texted. */
export interface Survey {
  readonly id: number;
  readonly name: string;
  readonly question: string;
}

/** A saved text of the team. */
export interface Template {
  readonly id: number;
  readonly name: string;
  readonly text: string;
  readonly at: number;
}

/** A list of contacts. */
export interface ContactList {
  readonly id: number;
  readonly name: string;
  /** Numbers, digits without plus. */
  readonly phones: readonly string[];
  readonly at: number;
}

/** A field of contacts beyond those every contact has. */
export interface ContactField {
  readonly id: number;
  readonly title: string;
}

/** What a team has set up besides its inboxes. */
export interface TeamSetUp {
  /** Members of inboxes that are not named here are called `Member 55`. */
  readonly members?: readonly (Pick<Member, "id" | "name"> & { readonly email?: string })[];
  readonly surveys?: readonly (Pick<Survey, "id" | "name"> & { readonly question?: string })[];
  readonly templates?: readonly (Pick<Template, "id" | "name"> & { readonly text?: string })[];
  readonly lists?: readonly Pick<ContactList, "id" | "name">[];
  readonly fields?: readonly ContactField[];
}

/** What a team has set up, by id. */
export interface Directory {
  readonly members: ReadonlyMap<number, Member>;
  readonly surveys: ReadonlyMap<number, Survey>;
  readonly templates: ReadonlyMap<number, Template>;
  readonly lists: Map<number, ContactList>;
  readonly fields: ReadonlyMap<number, ContactField>;
  /** Empties the lists. */
  clear(): void;
}

/** A directory of what is set up; each template and list is a millisecond older than the one before. */
export function createDirectory(setUp: TeamSetUp, now: number): Directory {
  const { members = [], surveys = [], templates = [], lists = [], fields = [] } = setUp;
  const listed = new Map(
    lists.map(({ id, name }, index) => [id, { id, name, phones: [] as readonly string[], at: now - index }]),
  );
  return {
    members: new Map(members.map(({ id, name, email = "" }) => [id, { id, name, email }])),
    surveys: new Map(surveys.map(({ id, name, question = `${name}?` }) => [id, { id, name, question }])),
    templates: new Map(templates.map(({ id, name, text = name }, index) => [id, { id, name, text, at: now - index }])),
    lists: listed,
    fields: new Map(fields.map((field) => [field.id, field])),
    clear: () => {
      for (const list of listed.values()) listed.set(list.id, { ...list, phones: [] });
    },
  };
}

/** A member of the team; of those that are not set up only the id is known. */
export function memberOf({ members }: Pick<Directory, "members">, id: number): Member {
  return members.get(id) ?? { id, name: `Member ${id}`, email: "" };
}
