/** Watches a piece of work, and answers or fails as it does. The name has few values, none of them from a request. */
export type Tracer = <Result>(name: string, work: () => Promise<Result>) => Promise<Result>
