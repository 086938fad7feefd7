/**
 * Why a layer's content ended early. The blob itself was what its digest says. `layer-doubtful`: a decoder that does not tell what is wrong found
 * something; another has to look.
 */
export type UnpackProblem = 'layer-too-large' | 'layer-corrupt' | 'layer-truncated' | 'layer-encoding' | 'layer-doubtful';

/** What a decoder may do: hand on bytes, or say what is wrong and be done. `deliver` answers false when it wants no more. */
export type DecoderSink = { deliver(bytes: Uint8Array): boolean; fail(problem: UnpackProblem): void };

/** Takes packed bytes over, whose memory it may free, and hands on unpacked ones. `write` settles when more may come. `stop` gives up what is left. None throws. */
export type Decoder = { write(chunk: Uint8Array): Promise<void>; end(): Promise<void>; stop(): void };

/**
 * Another way to unpack gzip than the one built in, such as a program of the machine; `program` names it to another thread. Of damaged data it says
 * `layer-doubtful`: the layer is then read again by the built-in one, so that the answer is the same with and without.
 */
export type GzipUnpacker = { readonly program: string; start(sink: DecoderSink): Decoder };
