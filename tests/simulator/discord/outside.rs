//! No test speaks to the real Discord: this process has no connection that leaves the machine.
//!
//! serenity falls back to the real gateway's address when it cannot ask for one, so this
//! is looked at at the end of every test. Where `/proc` is missing it cannot be known.

use std::collections::BTreeSet;

/// A sentence for each TCP connection of this process to another machine.
pub(crate) fn connections() -> Vec<String> {
    let mine = own_sockets();
    ["/proc/self/net/tcp", "/proc/self/net/tcp6"]
        .iter()
        .filter_map(|table| std::fs::read_to_string(table).ok())
        .flat_map(|table| table.lines().skip(1).filter_map(|line| leaving(line, &mine)).collect::<Vec<_>>())
        .collect()
}

/// The inodes of this process's sockets.
fn own_sockets() -> BTreeSet<String> {
    let Ok(files) = std::fs::read_dir("/proc/self/fd") else { return BTreeSet::new() };
    files
        .filter_map(|file| std::fs::read_link(file.ok()?.path()).ok())
        .filter_map(|link| Some(link.to_str()?.strip_prefix("socket:[")?.trim_end_matches(']').to_owned()))
        .collect()
}

/// A line of the table: `sl local remote state ... inode`, addresses in hexadecimal, each
/// group of four bytes in the machine's order.
fn leaving(line: &str, mine: &BTreeSet<String>) -> Option<String> {
    let columns: Vec<&str> = line.split_whitespace().collect();
    let (remote, _) = columns.get(2)?.split_once(':')?;
    let inode = *columns.get(9)?;
    let nowhere = remote.chars().all(|c| c == '0');
    // 127.0.0.0/8, ::1 and 127.0.0.0/8 mapped into IPv6 all end like this on a little-endian machine.
    let loopback = (remote.len() == 8 && remote.ends_with("7F"))
        || (remote.len() == 32 && (remote.ends_with("0000000001000000") || remote.ends_with("7F")));
    (mine.contains(inode) && !nowhere && !loopback)
        .then(|| format!("a connection to another machine: {remote} (state {})", columns[3]))
}
