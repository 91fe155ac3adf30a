//! What an employee lives through, from the first card on.

mod answers;
mod dialog;
mod my_data;
mod nudges;
mod onward;
mod retired;
mod sharing;
mod start;
mod typed;
