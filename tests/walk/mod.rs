//! The program itself, started and driven as an administrator and employees would.

mod ground;
mod load;
