// The API's types by operation, read from its description (schema.d.ts).

import type {
  BookingChangedProblem,
  DriverNotFoundProblem,
  InvalidRequestProblem,
  operations,
  Problem,
  SlotUnavailableProblem,
} from "./schema.d.ts";

type Content<Body> = Body extends { content: infer Types } ? Types[keyof Types] : never;
type Responses<Id extends keyof operations> = operations[Id]["responses"];

/** What an operation answers when it succeeds. */
export type ResponseBody<Id extends keyof operations> = Content<
  Responses<Id>[keyof Responses<Id> & (200 | 201 | 202)]
>;

/** The body that an operation wants. */
export type RequestBody<Id extends keyof operations> = Content<NonNullable<operations[Id]["requestBody"]>>;

/** The query parameters of an operation. */
export type Query<Id extends keyof operations> = NonNullable<operations[Id]["parameters"]["query"]>;

/** A successful answer; `staleSeconds` is null unless the server sent an old copy. */
export interface Reply<Body> {
  body: Body;
  staleSeconds: number | null;
}

/** A problem (RFC 9457) with the members that any type of problem adds; each may be missing. */
export type ProblemBody = Partial<
  Problem &
    Pick<BookingChangedProblem, "current"> &
    Pick<DriverNotFoundProblem, "links"> &
    Pick<InvalidRequestProblem, "errors"> &
    Pick<SlotUnavailableProblem, "alternatives">
>;
