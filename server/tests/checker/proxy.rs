//! The network between clients and server, which can be as bad as the plan says.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{broadcast, watch};
use tokio::time::{sleep, timeout};

use super::plan::{self, Cut, Way};

/// Bytes passed on at once.
const BYTES_AT_ONCE: usize = 4_096;
/// Bytes of a slow connection in each [`SLOW_EVERY`]: 1 KB/s.
const SLOW_BYTES: usize = 256;
const SLOW_EVERY: Duration = Duration::from_millis(250);

/// A proxy in front of one server; dropping it resets nothing and accepts no more.
pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    inner: Arc<Inner>,
}

struct Inner {
    server: SocketAddr,
    seed: u64,
    orders: broadcast::Sender<Order>,
    calm: watch::Sender<bool>,
    cuts: Mutex<Cuts>,
}

/// For every connection there is.
#[derive(Debug, Clone, Copy)]
enum Order {
    Reset,
    Hold(Duration),
}

/// How many connections met what.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Cuts {
    pub(crate) resets: u64,
    pub(crate) blackholes: u64,
    pub(crate) half_closes: u64,
    pub(crate) slow: u64,
    pub(crate) after_bytes: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Traffic {
    Flowing,
    Held,
    Slow,
    Closed(Way),
}

impl Proxy {
    pub(crate) async fn start(server: SocketAddr, seed: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let inner = Arc::new(Inner {
            server,
            seed,
            orders: broadcast::Sender::new(16),
            calm: watch::Sender::new(false),
            cuts: Mutex::default(),
        });
        tokio::spawn(accept(listener, Arc::clone(&inner)));
        Self { address, inner }
    }

    pub(crate) fn reset_all(&self) {
        // Nobody may be connected.
        let _ = self.inner.orders.send(Order::Reset);
    }

    pub(crate) fn hold_all(&self, time: Duration) {
        let _ = self.inner.orders.send(Order::Hold(time));
    }

    /// From now on it only passes on.
    pub(crate) fn calm_down(&self) {
        self.inner.calm.send_replace(true);
    }

    pub(crate) fn cuts(&self) -> Cuts {
        *self.inner.cuts.lock().unwrap()
    }
}

async fn accept(listener: TcpListener, inner: Arc<Inner>) {
    for index in 0.. {
        let Ok((client, _)) = listener.accept().await else { continue };
        let inner = Arc::clone(&inner);
        tokio::spawn(async move {
            let calm = *inner.calm.borrow();
            let cut = if calm { Cut::Plain } else { plan::cut(inner.seed, index) };
            inner.carry(client, cut).await;
        });
    }
}

impl Inner {
    /// One connection to its end.
    async fn carry(&self, mut client: TcpStream, cut: Cut) {
        let Ok(mut server) = TcpStream::connect(self.server).await else { return };
        let _ = (client.set_nodelay(true), server.set_nodelay(true));
        let traffic = watch::Sender::new(Traffic::Flowing);
        let limit = |way| match cut {
            Cut::After(bytes, of) if of == way => bytes,
            _ => u64::MAX,
        };
        let is_reset = {
            let ((from_client, to_client), (from_server, to_server)) =
                (client.split(), server.split());
            let (up, down) = (Way::ToServer, Way::ToClient);
            let up = pass(from_client, to_server, (up, limit(up)), traffic.subscribe());
            let down = pass(from_server, to_client, (down, limit(down)), traffic.subscribe());
            tokio::select! {
                ended = async { tokio::try_join!(up, down) } => {
                    if ended.is_err_and(|error| error.kind() == io::ErrorKind::QuotaExceeded) {
                        self.count(|cuts| cuts.after_bytes += 1);
                    }
                    false
                }
                () = self.befall(cut, &traffic) => true,
            }
        };
        if is_reset {
            self.count(|cuts| cuts.resets += 1);
            let _ = (client.set_zero_linger(), server.set_zero_linger());
        }
    }

    /// What happens to a connection by time and by order; ends when it is to be reset.
    async fn befall(&self, cut: Cut, traffic: &watch::Sender<Traffic>) {
        let (mut orders, mut calm) = (self.orders.subscribe(), self.calm.subscribe());
        let own = self.befall_alone(cut, traffic);
        tokio::pin!(own);
        let mut is_over = false;
        loop {
            tokio::select! {
                is_reset = &mut own, if !is_over => {
                    if is_reset { return }
                    is_over = true;
                }
                Ok(order) = orders.recv() => match order {
                    Order::Reset => return,
                    Order::Hold(time) => self.hold(time, traffic).await,
                },
                () = async { drop(calm.wait_for(|calm| *calm).await) } => break,
            }
        }
        if !matches!(*traffic.borrow(), Traffic::Closed(_)) {
            traffic.send_replace(Traffic::Flowing);
        }
        std::future::pending().await
    }

    async fn befall_alone(&self, cut: Cut, traffic: &watch::Sender<Traffic>) -> bool {
        match cut {
            Cut::Plain | Cut::After(..) => {}
            Cut::Reset(after) => {
                sleep(after).await;
                return true;
            }
            Cut::Blackhole(after, time) => {
                sleep(after).await;
                self.hold(time, traffic).await;
            }
            Cut::HalfClose(after, way) => {
                sleep(after).await;
                self.count(|cuts| cuts.half_closes += 1);
                traffic.send_replace(Traffic::Closed(way));
            }
            Cut::Slow(after) => {
                sleep(after).await;
                self.count(|cuts| cuts.slow += 1);
                traffic.send_replace(Traffic::Slow);
            }
        }
        false
    }

    async fn hold(&self, time: Duration, traffic: &watch::Sender<Traffic>) {
        if *traffic.borrow() != Traffic::Flowing {
            return;
        }
        self.count(|cuts| cuts.blackholes += 1);
        traffic.send_replace(Traffic::Held);
        let _ = timeout(time, self.calm.subscribe().wait_for(|calm| *calm)).await;
        traffic.send_replace(Traffic::Flowing);
    }

    fn count(&self, of: impl Fn(&mut Cuts)) {
        of(&mut self.cuts.lock().unwrap());
    }
}

/// Passes bytes on until one side ends, or `left` of them are used up.
async fn pass(
    mut from: ReadHalf<'_>,
    mut to: WriteHalf<'_>,
    (way, mut left): (Way, u64),
    mut traffic: watch::Receiver<Traffic>,
) -> io::Result<()> {
    let mut buffer = [0; BYTES_AT_ONCE];
    loop {
        let now = *traffic.borrow_and_update();
        let at_once = match now {
            Traffic::Held => {
                // Its other end lives as long as the connection.
                let _ = traffic.changed().await;
                continue;
            }
            Traffic::Closed(closed) if closed == way => break,
            Traffic::Slow => SLOW_BYTES,
            Traffic::Closed(_) | Traffic::Flowing => BYTES_AT_ONCE,
        };
        let got = tokio::select! {
            got = from.read(&mut buffer[..at_once]) => got?,
            _ = traffic.changed() => continue,
        };
        if got == 0 {
            break;
        }
        let pass = usize::try_from(left).unwrap_or(usize::MAX).min(got);
        to.write_all(&buffer[..pass]).await?;
        left -= pass as u64;
        if left == 0 {
            return Err(io::ErrorKind::QuotaExceeded.into());
        }
        if now == Traffic::Slow {
            sleep(SLOW_EVERY).await;
        }
    }
    to.shutdown().await
}
