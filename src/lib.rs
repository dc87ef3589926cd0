//! Deskbell: the bell on a class's front desk.
//!
//! Members ask in chat and get the course's own words with their source; moderators
//! start quiz rounds made of the same documents. The modules stand in reading order;
//! `ARCHITECTURE.md` has the map and the laws.

pub mod domain;
