//! How far the others have come in rooms of people, said afresh.

use app::event::{Event, RoomId};

use super::Cursor;
use crate::wire::{Ended, Wire, WireStream};

impl Cursor {
    /// Says how far each of the others in `room` has come, as the store has it now. What waits in the queue
    /// may be older: a client takes the greatest.
    pub(super) async fn say_receipts<S: WireStream>(
        &mut self,
        room: RoomId,
        wire: &mut Wire<S>,
    ) -> Result<(), Ended> {
        for receipt in self.store.receipts(self.seat.queue().user, room).await? {
            wire.feed(Event::Receipt(receipt).encode().into()).await?;
        }
        Ok(())
    }
}
