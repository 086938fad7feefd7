import { fstat } from 'node:fs';
import { promisify } from 'node:util';
import { blockSize, isZeroBlock, kindOf, type RawHeader, readHeader } from '../../../image/tar/header.ts';
import { linkTarget, normalisePath } from '../../../image/tar/path.ts';
import { type PaxFields, readPax } from '../../../image/tar/pax.ts';
import { AppError } from '../../../model/error.ts';
import { type Container, type LocalFile, readAt, withFile } from './range.ts';

type Member = { readonly kind: 'file'; readonly offset: number; readonly size: number } | { readonly kind: 'link'; readonly to: string };
type Long = { readonly pax: PaxFields; readonly path?: string; readonly link?: string };

// A saved image has a few members per layer; long headers hold a name.
const maxMembers = 100_000;
const maxLongBytes = 1024 * 1024;
const maxLinks = 16;

/** Reads headers and seeks over what is between them, so that indexing does not depend on the size of the layers. */
export const openTar = async (file: LocalFile): Promise<Container> => {
  const members = await withFile(file, readMembers);
  return {
    find: async (name) => {
      const member = follow(members, normalisePath(name));
      return member && { file, offset: member.offset, size: member.size };
    },
  };
};

const follow = (members: ReadonlyMap<string, Member>, name: string): (Member & { kind: 'file' }) | undefined => {
  let at = name;
  for (let hop = 0; hop < maxLinks; hop++) {
    const member = members.get(at);
    if (member?.kind !== 'link') return member;
    at = member.to;
  }
  return undefined;
};

const statFd = promisify(fstat);

const readMembers = async (fd: number): Promise<ReadonlyMap<string, Member>> => {
  const members = new Map<string, Member>();
  const { size: fileSize } = await statFd(fd);
  let globals: PaxFields = {};
  let long: Long = { pax: globals };
  for (let at = 0; at < fileSize; ) {
    const block = await readAt(fd, at, blockSize);
    if (block.length < blockSize) throw at === 0 ? notTar() : corrupt('ends within a header');
    if (isZeroBlock(block)) break;
    const header = readHeader(block);
    if (!header) throw at === 0 ? notTar() : corrupt('has a header that is none');
    const start = at + blockSize;
    const size = 'xgLK'.includes(header.type) ? header.size : (long.pax.size ?? header.size);
    at = start + Math.ceil(size / blockSize) * blockSize;
    if (start + size > fileSize) throw corrupt('is cut off');
    if (header.type === 'g') globals = readPax(await readLong(fd, start, size), globals).fields;
    else if ('xLK'.includes(header.type)) long = extend(long, header.type, await readLong(fd, start, size));
    else if (header.type === 'S') throw new AppError('image-unsupported', 'The archive has a sparse member.');
    else add(members, header, long, { offset: start, size });
    if (!'xLK'.includes(header.type)) long = { pax: globals };
    if (members.size > maxMembers) throw new AppError('too-large', `The archive has more than ${maxMembers} members.`);
  }
  return members;
};

const readLong = async (fd: number, start: number, size: number): Promise<Buffer> => {
  if (size > maxLongBytes) throw corrupt('has a name without end');
  return readAt(fd, start, size);
};

const extend = (long: Long, type: string, bytes: Buffer): Long => {
  if (type === 'x') return { ...long, pax: readPax(bytes, long.pax).fields };
  const text = bytes.toString('utf8').replace(/\0[\s\S]*$/, '');
  return type === 'L' ? { ...long, path: text } : { ...long, link: text };
};

const add = (
  members: Map<string, Member>,
  header: RawHeader,
  long: Long,
  place: { readonly offset: number; readonly size: number },
): void => {
  const name = long.pax.path ?? long.path ?? header.path;
  const link = long.pax.linkpath ?? long.link ?? header.link;
  const path = normalisePath(name);
  const kind = kindOf(header.type, name);
  if (kind === 'file') members.set(path, { kind: 'file', ...place });
  else if (kind === 'symlink') members.set(path, { kind: 'link', to: linkTarget(path, link) });
  else if (kind === 'hardlink') members.set(path, { kind: 'link', to: normalisePath(link) });
};

const corrupt = (what: string): AppError => new AppError('image-corrupt', `The archive ${what}.`);
const notTar = (): AppError => new AppError('image-unsupported', 'The file is not a tar archive.');
