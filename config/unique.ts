/** Whether no text stands in the list twice. */
export const unique = (values: readonly string[]): boolean => new Set(values).size === values.length;
