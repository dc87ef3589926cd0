//! The threads that look into the library, so that no search runs on an async worker's time.
//!
//! A few threads that stay, with one queue: a pool that grows with every question that waits would spend
//! more on changing threads than a search takes.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use crossbeam_channel::{Receiver, Sender, unbounded};
use tokio::sync::oneshot;

/// One look, with where its outcome goes.
type Job = Box<dyn FnOnce() + Send>;

/// The threads. Cheap to clone; they end with the last clone.
#[derive(Clone)]
pub struct Readers {
    jobs: Sender<Job>,
}

impl Readers {
    /// As many threads as the machine has cores.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start() -> std::io::Result<Self> {
        let (jobs, queue) = unbounded();
        let cores = thread::available_parallelism().map_or(1, usize::from);
        for number in 0..cores {
            let queue = queue.clone();
            thread::Builder::new().name(format!("reader {number}")).spawn(move || read_on(&queue))?;
        }
        Ok(Self { jobs })
    }

    /// What `look` finds; `None` when it panicked.
    pub async fn read<T: Send + 'static>(&self, look: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let (found, waiting) = oneshot::channel();
        let job = move || drop(found.send(look()));
        self.jobs.send(Box::new(job)).ok()?;
        waiting.await.ok()
    }
}

fn read_on(queue: &Receiver<Job>) {
    for job in queue {
        // A panic drops the sender of the outcome, which tells the one who waits; the thread goes on.
        let _ = catch_unwind(AssertUnwindSafe(job));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_look_that_panics_costs_itself_and_no_thread() {
        let readers = Readers::start().expect("threads");
        for _ in 0..64 {
            assert_eq!(readers.read(|| -> u8 { panic!("a search that goes wrong") }).await, None);
        }
        assert_eq!(readers.read(|| 7).await, Some(7));
    }
}
