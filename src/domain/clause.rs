//! Clauses of the plan.
