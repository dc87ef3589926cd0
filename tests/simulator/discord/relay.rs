//! A proxy that ends TLS for discord.com and passes its requests on to the simulator.
//!
//! A program told `HTTPS_PROXY` and `SSL_CERT_FILE` then speaks to the simulator as if it
//! were the real Discord, with its rate limiter on and nothing in it that knows of a test.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use native_tls::{Identity, TlsAcceptor};

use super::Simulator;

/// The authority to trust, as a path.
pub(crate) const CERTIFICATE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/relay/certificate.pem");
const KEY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/relay/key.pem");
/// The one place that it leads to.
const DISCORD: &str = "discord.com:443";

/// A running relay; its threads end with the test's process.
pub(crate) struct Relay {
    port: u16,
    strangers: Arc<Mutex<Vec<String>>>,
}

impl Relay {
    /// Starts one in front of this simulator.
    pub(crate) fn start(simulator: &Simulator) -> Self {
        let read = |path| std::fs::read(path).expect("it is in the repository");
        let identity = Identity::from_pkcs8(&read(CERTIFICATE), &read(KEY)).expect("they fit");
        let acceptor = Arc::new(TlsAcceptor::new(identity).expect("an identity is all it needs"));
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port on loopback");
        let port = listener.local_addr().expect("it is bound").port();
        let strangers = Arc::new(Mutex::new(Vec::new()));
        let (refused, behind) = (Arc::clone(&strangers), simulator.shared.http_port);
        thread::spawn(move || {
            for stream in listener.incoming().filter_map(Result::ok) {
                let (acceptor, refused) = (Arc::clone(&acceptor), Arc::clone(&refused));
                // A connection ends by an error when either side leaves.
                thread::spawn(move || relay(stream, &acceptor, &refused, behind).err());
            }
        });
        Self { port, strangers }
    }

    /// What to put into `HTTPS_PROXY`.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Where else it was asked to lead.
    pub(crate) fn strangers(&self) -> Vec<String> {
        self.strangers.lock().expect("no thread panics with it").clone()
    }
}

fn relay(
    mut stream: TcpStream,
    acceptor: &TlsAcceptor,
    strangers: &Mutex<Vec<String>>,
    behind: u16,
) -> io::Result<()> {
    let target = connect_target(&mut stream)?;
    if target != DISCORD {
        strangers.lock().expect("no thread panics with it").push(target);
        return stream.write_all(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
    }
    stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n")?;
    let mut client = BufReader::new(acceptor.accept(stream).map_err(io::Error::other)?);
    let mut server = BufReader::new(TcpStream::connect(("127.0.0.1", behind))?);
    loop {
        let request = message(&mut client)?;
        server.get_mut().write_all(&request)?;
        let answer = message(&mut server)?;
        client.get_mut().write_all(&answer)?;
    }
}

/// Reads `CONNECT host:port HTTP/1.1` and its headers, byte by byte: TLS begins right behind.
fn connect_target(stream: &mut TcpStream) -> io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        head.extend(byte);
    }
    let head = String::from_utf8_lossy(&head);
    Ok(head.split_whitespace().nth(1).unwrap_or_default().to_owned())
}

/// Reads one HTTP/1.1 message whose body has a length or is not there.
fn message(from: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut whole = Vec::new();
    let mut length = 0;
    loop {
        let start = whole.len();
        if from.read_until(b'\n', &mut whole)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let line = String::from_utf8_lossy(&whole[start..]).to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().map_err(io::Error::other)?;
        }
        if line == "\r\n" {
            break;
        }
    }
    from.take(length).read_to_end(&mut whole)?;
    Ok(whole)
}
