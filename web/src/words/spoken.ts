/** The same words in another language: the same keys, other texts. */
export type Spoken<T> = { readonly [K in keyof T]: T[K] extends string ? string : Spoken<T[K]> };
