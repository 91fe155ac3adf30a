//! All tests, in one binary: it links once, and every test shares the same world.

mod app_package;
mod cards;
mod command;
mod content;
mod deploy;
mod doctor;
mod door;
mod employee;
mod fortnight;
mod fuzz;
mod hearing;
mod house;
mod learning;
mod log;
mod moments;
mod nudges;
mod operating;
mod outbound;
mod plans;
mod protocol;
mod retention;
mod simulation;
mod throttle;
mod world;
mod writer;
