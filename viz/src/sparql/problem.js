/**
 * Why a query has no answer: `kind` names the word `problem-…`, `values` fill it; of a syntax error
 * also line and column, from 1, the column in UTF-16 code units.
 */
export class QueryProblem extends Error {
  constructor(kind, values = [], { line, column } = {}) {
    super(kind);
    Object.assign(this, { kind, values, line, column });
  }
}
