//! What RabbitMQ sends, frame by frame, on its way to the library: what that cannot read is made so that it can, and
//! what would be kept for nothing is left out.

use std::collections::BTreeMap;

use super::properties;

/// Before a frame's payload: its type, its channel, the payload's length.
const HEAD: usize = 7;
/// Behind it.
const END: u8 = 0xce;
/// Types of frames.
const METHOD: u8 = 1;
const HEADER: u8 = 2;
const BODY: u8 = 3;
/// A whole frame, by which the broker says that it is there.
const HEARTBEAT: [u8; HEAD + 1] = [8, 0, 0, 0, 0, 0, 0, END];
/// Class and number of the method that begins a message.
const DELIVER: [u8; 4] = [0, 60, 0, 60];
/// Of a content header before its properties: class and weight, the body's length.
const FIXED: usize = 4 + 8;
/// A longer payload is not looked at, and a header's not kept: RabbitMQ's frames are of 128 KiB, unless it is told
/// otherwise.
const LOOKED_AT_MAX: usize = 128 * 1024;

/// Changes three things: properties that the library cannot read, the name of an exchange or a key that is not UTF-8,
/// and how long a body is. All else passes as it is.
pub(super) struct Filter {
    step: Step,
    /// Of the frame that is coming: what is looked at, from its head on.
    held: Vec<u8>,
    /// Bodies are cut to this length.
    body_max: usize,
    /// How much of a body that is cut may still come, by its channel.
    cut: BTreeMap<u16, usize>,
}

/// What is done with the next bytes. What is omitted after them is the rest of their frame, its end among it; where
/// that is nothing, the end passes.
#[derive(Clone, Copy)]
enum Step {
    /// They are held, until the head is there.
    Head,
    /// They are held, until so many are, head and all.
    Hold {
        until: usize,
        omit: usize,
    },
    Pass {
        bytes: usize,
        omit: usize,
    },
    Omit {
        bytes: usize,
    },
    End,
}

impl Filter {
    pub(super) fn new(body_max: usize) -> Self {
        Self { step: Step::Head, held: Vec::new(), body_max, cut: BTreeMap::new() }
    }

    /// Adds to `out` what comes of `bytes` and of what is held.
    pub(super) fn feed(&mut self, mut bytes: &[u8], out: &mut Vec<u8>) {
        while !bytes.is_empty() {
            let wanted = match self.step {
                Step::Head => HEAD - self.held.len(),
                Step::Hold { until, .. } => until - self.held.len(),
                Step::Pass { bytes, .. } | Step::Omit { bytes } => bytes,
                Step::End => 1,
            };
            let (taken, rest) = bytes.split_at(wanted.min(bytes.len()));
            bytes = rest;
            match &mut self.step {
                Step::Head | Step::Hold { .. } => self.held.extend_from_slice(taken),
                Step::Pass { bytes, .. } => {
                    out.extend_from_slice(taken);
                    *bytes -= taken.len();
                }
                Step::Omit { bytes } => *bytes -= taken.len(),
                Step::End => out.extend_from_slice(taken),
            }
            if taken.len() == wanted {
                self.step = self.next(out);
            }
        }
    }

    /// What comes after a step that is done.
    fn next(&mut self, out: &mut Vec<u8>) -> Step {
        let omit = match self.step {
            Step::Head => return self.begins(out),
            Step::Omit { .. } | Step::End => return Step::Head,
            Step::Pass { omit, .. } => omit,
            Step::Hold { omit, .. } => {
                self.looks(omit == 0);
                out.append(&mut self.held);
                omit
            }
        };
        if omit == 0 {
            return Step::End;
        }
        out.push(END);
        Step::Omit { bytes: omit }
    }

    /// A frame's head is there.
    fn begins(&mut self, out: &mut Vec<u8>) -> Step {
        let (kind, channel, length) = head(&self.held);
        let kept = match kind {
            METHOD | HEADER if length <= LOOKED_AT_MAX => {
                return Step::Hold { until: HEAD + length, omit: 0 };
            }
            HEADER => return Step::Hold { until: HEAD + FIXED, omit: length - FIXED + 1 },
            BODY => self.keeps(channel, length),
            _ => length,
        };
        let omit = if kept < length { length - kept + 1 } else { 0 };
        // An empty part would be one too many, and if nothing came for long, the broker would be given up.
        if kept == 0 && omit > 0 {
            self.held.clear();
            out.extend(HEARTBEAT);
            return Step::Omit { bytes: omit };
        }
        set_length(&mut self.held, kept);
        out.append(&mut self.held);
        Step::Pass { bytes: kept, omit }
    }

    /// How much is kept of the next `length` bytes of a body.
    fn keeps(&mut self, channel: u16, length: usize) -> usize {
        let Some(left) = self.cut.get_mut(&channel) else { return length };
        let kept = length.min(*left);
        *left -= kept;
        kept
    }

    /// A method or a content header is held; of one that is not whole, what is before its properties.
    fn looks(&mut self, is_whole: bool) {
        let (kind, channel, _) = head(&self.held);
        let payload = &mut self.held[HEAD..];
        if kind == METHOD {
            mend(payload);
            return;
        }
        let Some((fixed, properties)) = payload.split_first_chunk_mut::<FIXED>() else { return };
        let [_, _, _, _, length @ ..] = fixed;
        let body = u64::from_be_bytes(*length);
        let cut = body.min(self.body_max as u64);
        *length = cut.to_be_bytes();
        if cut < body {
            self.cut.insert(channel, self.body_max);
        } else {
            self.cut.remove(&channel);
        }
        if !is_whole || !properties::are_readable(properties) {
            let instead = properties::unreadable();
            self.held.truncate(HEAD + FIXED);
            set_length(&mut self.held, FIXED + instead.len());
            self.held.extend(instead);
        }
    }
}

/// A frame's type, its channel, and its payload's length.
fn head(frame: &[u8]) -> (u8, u16, usize) {
    let Some([kind, c, d, length @ ..]) = frame.first_chunk::<HEAD>() else { return (0, 0, 0) };
    (*kind, u16::from_be_bytes([*c, *d]), u32::from_be_bytes(*length) as usize)
}

fn set_length(frame: &mut [u8], length: usize) {
    let length = u32::try_from(length).expect("a frame is of less than 4 GiB");
    frame[HEAD - 4..HEAD].copy_from_slice(&length.to_be_bytes());
}

/// Under which key a message came, and through what, nobody asks: letters that are not UTF-8 become question marks.
fn mend(method: &mut [u8]) -> Option<()> {
    let (begun, rest) = method.split_at_mut_checked(DELIVER.len())?;
    if begun != DELIVER {
        return None;
    }
    let (_consumer, rest) = short(rest)?;
    // Its number, and whether it comes again.
    let (_, rest) = rest.split_at_mut_checked(8 + 1)?;
    let (exchange, rest) = short(rest)?;
    let (key, _) = short(rest)?;
    for name in [exchange, key] {
        if str::from_utf8(name).is_err() {
            name.iter_mut().filter(|byte| !byte.is_ascii()).for_each(|byte| *byte = b'?');
        }
    }
    Some(())
}

fn short(bytes: &mut [u8]) -> Option<(&mut [u8], &mut [u8])> {
    let (length, rest) = bytes.split_first_mut()?;
    rest.split_at_mut_checked(usize::from(*length))
}

#[cfg(test)]
mod tests;
