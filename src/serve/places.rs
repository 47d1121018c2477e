//! The places of those who are connected. There are only so many. Where all are taken, whoever has kept the server waiting
//! longest gives up theirs: somebody who says nothing, says it byte by byte, or does not take what they asked for. So
//! these keep nobody from the pages, however many they are; and a browser, which opens lines in stock, opens another.
//! Those who have asked are answered in turn.

use std::collections::BTreeMap;
use std::io;
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// How many may be told at a time that there is no room for them, or be on their way out.
const SPARE: usize = 32;

#[derive(Debug)]
pub struct Places {
    most: usize,
    held: Mutex<Held>,
}

#[derive(Debug, Default)]
struct Held {
    taken: usize,
    /// Those for whose other end the server waits: who has not been answered yet before who has, the longest first.
    waited_for: BTreeMap<(Caller, u64), Arc<TcpStream>>,
    /// Raised with every wait.
    number: u64,
}

/// What is known of whoever is connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Caller {
    /// They have taken no answer yet.
    New,
    /// They have asked for something, and taken it.
    Answered,
}

impl Places {
    pub fn new(most: usize) -> Arc<Places> {
        Arc::new(Places { most, held: Mutex::default() })
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        // A panic while it was held has left it whole: every change is a few plain assignments.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a place, and sees to it that somebody else leaves where there are too many.
    pub fn take(self: &Arc<Places>, stream: TcpStream) -> Place {
        let taken = {
            let mut held = self.lock();
            held.taken += 1;
            held.taken
        };
        let has_room = taken <= self.most || self.make_room();
        Place { places: self.clone(), stream: Arc::new(stream), has_room, crowded: taken > self.most + SPARE }
    }

    /// Ends the connection whose other end has been waited for longest, of somebody who has taken no answer yet where there
    /// is such a one. Whether there was any.
    pub fn make_room(&self) -> bool {
        let first = self.lock().waited_for.pop_first();
        // Whoever waited on it finds it closed.
        first.is_some_and(|(_, stream)| stream.shutdown(Shutdown::Both).is_ok())
    }
}

/// A place of one connection, given back when it is dropped.
#[derive(Debug)]
pub struct Place {
    places: Arc<Places>,
    stream: Arc<TcpStream>,
    pub has_room: bool,
    /// There is not even the time to say that there is no room.
    pub crowded: bool,
}

impl Place {
    pub fn stream(&self) -> &TcpStream {
        &self.stream
    }

    /// Does something that lasts for as long as the other end likes.
    pub fn wait<T>(&self, caller: Caller, work: impl FnOnce(&TcpStream) -> io::Result<T>) -> io::Result<T> {
        let key = {
            let mut held = self.places.lock();
            held.number += 1;
            let key = (caller, held.number);
            held.waited_for.insert(key, self.stream.clone());
            key
        };
        let done = work(&self.stream);
        self.places.lock().waited_for.remove(&key);
        done
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.places.lock().taken -= 1;
    }
}

/// Whose turn it is to be answered. As many at a time as the computer can do: were all worked on at once, whoever saves a file,
/// and whoever has only just come, would have to wait for a share of its time among them.
#[derive(Debug)]
pub struct Turns {
    free: Mutex<usize>,
    given_back: Condvar,
}

impl Turns {
    pub fn new(at_a_time: usize) -> Turns {
        Turns { free: Mutex::new(at_a_time), given_back: Condvar::new() }
    }

    /// Waits for a turn, and keeps it until it is dropped.
    pub fn take(&self) -> Turn<'_> {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let mut free = self.given_back.wait_while(free, |free| *free == 0).unwrap_or_else(PoisonError::into_inner);
        *free -= 1;
        Turn { turns: self }
    }
}

#[derive(Debug)]
pub struct Turn<'t> {
    turns: &'t Turns,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *self.turns.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.turns.given_back.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::net::TcpListener;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use super::*;

    #[test]
    fn no_more_have_their_turn_at_a_time_than_may() {
        let turns = Turns::new(2);
        let (now, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        let _turn = turns.take();
                        most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        thread::yield_now();
                        now.fetch_sub(1, Ordering::SeqCst);
                    }
                });
            }
        });
        assert!(most.into_inner() <= 2);
        assert_eq!(*turns.free.lock().unwrap(), 2);
    }

    #[test]
    fn whoever_has_been_waited_for_longest_gives_up_their_place() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let places = Places::new(2);
        let mut callers = Vec::new();
        let mut come = || {
            callers.push(TcpStream::connect(address).unwrap());
            places.take(listener.accept().unwrap().0)
        };
        let read = |mut stream: &TcpStream| stream.read(&mut [0; 1]);
        let (silent, busy) = (come(), come());
        assert!(silent.has_room && busy.has_room);
        // Nobody is waited for, so nobody can be asked to go.
        assert!(!come().has_room);
        // One who has been answered may have waited longer: it is the other who goes.
        thread::scope(|scope| {
            let stays = scope.spawn(|| busy.wait(Caller::Answered, read));
            until_waited_for(&places, 1);
            let goes = scope.spawn(|| silent.wait(Caller::New, read));
            until_waited_for(&places, 2);
            assert!(come().has_room);
            assert!(matches!(goes.join().unwrap(), Ok(0)), "the silent one is let go");
            assert_eq!(places.lock().waited_for.len(), 1);
            assert!(places.make_room());
            assert!(matches!(stays.join().unwrap(), Ok(0)));
        });
        assert!(!places.make_room());
        drop((silent, busy));
        assert_eq!(places.lock().taken, 0);
    }

    fn until_waited_for(places: &Places, number: usize) {
        while places.lock().waited_for.len() < number {
            thread::yield_now();
        }
    }
}
