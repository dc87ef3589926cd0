//! The real program, started as its user would start it: a working folder of its own, its own
//! documents and database, and nothing else of this machine's environment.

use std::ffi::{OsStr, OsString};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// Far more than anything here takes, even on a busy machine: reaching it is a failure.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long [`eventually`] lets the world go on between two looks at it.
const BETWEEN_LOOKS: Duration = Duration::from_millis(40);

/// A folder to work in, with `knowledge/` inside and the settings that the program starts with.
pub(crate) struct Home {
    folder: tempfile::TempDir,
    settings: Vec<(&'static str, OsString)>,
}

impl Home {
    /// A folder with these documents.
    pub(crate) fn new(documents: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let settings = vec![
            ("KNOWLEDGE_DIR", folder.path().join("knowledge").into()),
            ("DATABASE_PATH", folder.path().join("deskbell.db").into()),
        ];
        let home = Self { folder, settings };
        std::fs::create_dir(home.knowledge()).expect("a folder");
        for (name, text) in documents {
            home.write(name, text);
        }
        home
    }

    /// The same home with one setting more, or another value of it.
    pub(crate) fn set(mut self, name: &'static str, value: impl AsRef<OsStr>) -> Self {
        self.settings.retain(|(known, _)| *known != name);
        self.settings.push((name, value.as_ref().to_owned()));
        self
    }

    /// The folder that the program works in.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The folder of its documents.
    pub(crate) fn knowledge(&self) -> PathBuf {
        self.folder.path().join("knowledge")
    }

    /// Writes a document, with the folders that it needs.
    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.knowledge().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        std::fs::write(path, text).expect("a document");
    }

    /// Runs the program to its end with this on its standard input.
    pub(crate) fn run(&self, arguments: &[&str], input: impl AsRef<[u8]>) -> Ran {
        let mut child = self.start(arguments);
        let mut stdin = child.stdin.take().expect("a pipe");
        let input = input.as_ref().to_owned();
        // A program that ends early closes the pipe, which is its right.
        let feeding = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let output = child.wait_with_output().expect("its output");
        feeding.join().expect("fed");
        Ran::from(output)
    }

    /// Starts the console and keeps its input open.
    pub(crate) fn console(&self, arguments: &[&str]) -> Console {
        let arguments: Vec<&str> = ["console"].iter().chain(arguments).copied().collect();
        let mut child = self.start(&arguments);
        let stdin = child.stdin.take();
        let stdout = child.stdout.take().expect("a pipe");
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Console { child, stdin, lines, marks: 0 }
    }

    fn start(&self, arguments: &[&str]) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_deskbell"));
        command.args(arguments).current_dir(self.path()).env_clear().env("HOME", self.path());
        if let Some(path) = std::env::var_os("PATH") {
            command.env("PATH", path);
        }
        command.envs(self.settings.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("the program starts")
    }
}

/// What a program that has ended left behind.
#[derive(Debug)]
pub(crate) struct Ran {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8 only");
        Self { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}

impl Ran {
    /// The lines of its output as JSON, after an orderly end.
    pub(crate) fn json(&self) -> Vec<serde_json::Value> {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }
}

/// A console that is running. It is killed when it goes out of scope.
pub(crate) struct Console {
    child: Child,
    stdin: Option<ChildStdin>,
    lines: Receiver<String>,
    marks: usize,
}

impl Console {
    /// Types a line.
    pub(crate) fn write(&mut self, line: &str) {
        let stdin = self.stdin.as_mut().expect("still open");
        stdin.write_all(format!("{line}\n").as_bytes()).expect("the console reads");
    }

    /// Types a line and gives back everything that is said up to the end of its reply.
    pub(crate) fn say(&mut self, line: &str) -> Vec<String> {
        self.write(line);
        // Lines are taken in order, so that an unknown command marks where the reply ends.
        self.marks += 1;
        let mark = format!("/mark-{}", self.marks);
        self.write(&mark);
        let mut said = self.read_until(&mark);
        said.pop();
        said
    }

    /// Reads up to the first line that holds this, itself included.
    pub(crate) fn read_until(&mut self, wanted: &str) -> Vec<String> {
        let mut said = Vec::new();
        let end = Instant::now() + PATIENCE;
        loop {
            match self.lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(line) => said.push(line),
                Err(error) => panic!("“{wanted}” was not said ({error}), but:\n{}", said.join("\n")),
            }
            if said.last().is_some_and(|line| line.contains(wanted)) {
                return said;
            }
        }
    }

    /// Waits until this is said on standard error.
    pub(crate) fn hears(&mut self, wanted: &str) {
        let stderr = self.child.stderr.as_mut().expect("a pipe");
        let mut heard = Vec::new();
        while !String::from_utf8_lossy(&heard).contains(wanted) {
            let mut byte = [0];
            let read = stderr.read(&mut byte).expect("it can be heard");
            assert!(read == 1, "“{wanted}” was not said, but: {}", String::from_utf8_lossy(&heard));
            heard.extend(byte);
        }
    }

    /// Reads so many lines, or fewer where one holds this.
    pub(crate) fn read_some(&mut self, count: usize, mark: &str) -> Vec<String> {
        let mut said: Vec<String> = Vec::new();
        while said.len() < count && !said.last().is_some_and(|line| line.contains(mark)) {
            said.push(self.lines.recv_timeout(PATIENCE).expect("a line"));
        }
        said
    }

    /// Kills the program where it stands, as a power cut would.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("gone");
    }

    /// Sends the word to stop that the system sends at a shutdown.
    #[cfg(unix)]
    pub(crate) fn terminate(&self) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &pid]).status().expect("kill runs");
        assert!(sent.success());
    }

    /// Closes the input and waits for the end.
    pub(crate) fn leave(&mut self, limit: Duration) -> Ran {
        self.stdin = None;
        self.end(limit)
    }

    /// Waits for the program's own end; what it said since it was last read.
    pub(crate) fn end(&mut self, limit: Duration) -> Ran {
        let (mut stdout, end) = (String::new(), Instant::now() + limit);
        loop {
            match self.lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(line) => stdout += &(line + "\n"),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("it has not ended within {limit:?}"),
            }
        }
        let status = self.child.wait().expect("it has ended");
        let mut stderr = String::new();
        self.child.stderr.take().expect("a pipe").read_to_string(&mut stderr).expect("UTF-8 only");
        Ran { code: status.code(), stdout, stderr }
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Looks again and again until `look` finds something, for at most `limit`. Only for what is about real
/// time; everything else waits for an event.
#[allow(clippy::disallowed_methods, reason = "the one place of the tests where real time is the subject")]
pub(crate) fn eventually<T>(limit: Duration, mut look: impl FnMut() -> Result<T, String>) -> T {
    let end = Instant::now() + limit;
    loop {
        let seen = match look() {
            Ok(found) => return found,
            Err(seen) => seen,
        };
        assert!(Instant::now() < end, "not within {limit:?}; the last that was seen: {seen}");
        std::thread::sleep(BETWEEN_LOOKS);
    }
}
