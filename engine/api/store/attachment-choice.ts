import { resolve } from 'node:path';
import { UsageError } from '../../language/basics/errors.ts';
import type { Place } from '../../language/basics/place.ts';
import type { AttachmentArea } from '../../store/attachments/area.ts';
import { FolderArea } from '../../store/attachments/folder-area.ts';
import type { Config } from '../config/config.ts';
import { referencesOf } from '../config/reference-source.ts';
import { resolveAll } from '../config/references.ts';
import type { World } from '../world.ts';
import type { RawAttachments } from './objects/attachments-shape.ts';
import { S3Area } from './objects/s3-area.ts';
import { s3Settings } from './objects/s3-settings.ts';

/** The folder that an address of attachments names; undefined: a bucket. Throws UsageError where it is neither. */
export const folderOf = (address: string, place: Place | undefined): string | undefined => {
  if (address.startsWith('s3://')) return undefined;
  const path = address.slice('file:'.length);
  if (address.startsWith('file:') && path !== '') return path;
  throw new UsageError('usage.attachments', `"${address.slice(0, 100)}" is no place for attachments.`, {
    place,
    hint: 'Write s3://BUCKET/PREFIX or file:PATH.',
  });
};

/** Where the configuration puts the content of attachments; undefined where it says nothing: beside a file, in a database. Throws UsageError. */
export const attachmentsOf = async (world: World, config: Config): Promise<AttachmentArea | undefined> => {
  const { attachments, folder } = config;
  if (attachments === undefined) return undefined;
  const { place } = attachments;
  const raw = (await resolveAll(attachments.raw, referencesOf(world, config, place))) as RawAttachments;
  const given = typeof raw === 'string' ? { address: raw } : raw;
  const path = folderOf(given.address, place);
  return path === undefined
    ? new S3Area(world, s3Settings(given, { env: world.env, folder, place }))
    : new FolderArea(() => resolve(folder, path));
};
