/** A text in a filter or a key: in quotes, those within doubled. Not yet encoded for an address. Source: OData 4.01. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Filter for rows whose property has one of these texts. */
export function isOneOf(property: string, texts: readonly string[]): string {
  return `${property} in (${texts.map(quoted).join(",")})`;
}
