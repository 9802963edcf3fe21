//! State, router, errors, extractors, wire types, routes by noun.
