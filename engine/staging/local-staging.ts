import { tellingStorage } from '../disk/storage-errors.ts';
import type { MappedObject, ObjectIdentity } from '../object/mapped-object.ts';
import type { NameForm } from '../object/object-codec.ts';
import type { StagedDocuments } from './staged-documents.ts';
import type { QuarantineEntry, RefRelation, StagedDocument } from './staged-rows.ts';
import { SideFile } from './side-file.ts';
import { Sorter, type Staged } from './sorter.ts';

/** Where one instance's window is staged on this machine. */
export interface StagingFiles {
  /** Of the sorted objects. */
  readonly objects: string;
  /** Of what is staged beside them. */
  readonly side: string;
  /** The disk is never waited for. */
  readonly isFleeting?: boolean;
  /** Puts new files on the disk, so that they stay after a power cut. */
  readonly sync: () => void;
  readonly discard: () => void;
}

/** What a sealed staging consists of. */
export interface StagedFiles extends Staged {
  /** There is a side file. */
  readonly side: boolean;
}

interface LocalStagingOptions {
  readonly files: StagingFiles;
  /** The form in which the store has the names of attributes. */
  readonly nameForm: NameForm;
  /** Told of every durable step, before the next one begins. */
  readonly onStep: (name: string) => void;
}

/**
 * What one window gave, on this machine's disk: objects sorted by identity, and beside them keys that were seen, records that were
 * set aside, and relations by reference. Knows no store; nothing of it counts before `seal`.
 */
export class LocalStaging {
  readonly #files: StagingFiles;
  readonly #onStep: (name: string) => void;
  readonly #sorter: Sorter;
  #side: SideFile | undefined;

  constructor({ files, nameForm, onStep }: LocalStagingOptions) {
    this.#files = files;
    this.#onStep = onStep;
    this.#sorter = new Sorter(files.objects, nameForm, onStep);
  }

  /** `tag`: `TAG_BYTES` characters below U+0100 that are given back, as bytes, with the object when it is applied, where nothing else was staged for its identity. */
  add(object: MappedObject, tag?: string): void {
    this.#guard(() => this.#sorter.add(object, tag));
  }

  /** The version that this window remembers of a key. */
  recall(key: string): string | undefined {
    return this.#guard(() => this.#openSide().recall(key));
  }

  /** After `recall` of the same key. */
  remember(key: string, version: string): void {
    this.#guard(() => this.#openSide().remember(key, version));
  }

  quarantine(entry: QuarantineEntry): void {
    this.#guard(() => this.#openSide().quarantine(entry));
  }

  putThrough(key: string): void {
    this.#guard(() => this.#openSide().putThrough(key));
  }

  relate(relation: RefRelation): void {
    this.#guard(() => this.#openSide().relate(relation));
  }

  /** Of an index's documents; undefined where nothing was said of any. */
  get documents(): StagedDocuments | undefined {
    return this.#side?.documents;
  }

  putDocument(document: StagedDocument): void {
    this.#guard(() => this.#openSide().openDocuments().put(document));
  }

  /** The document lists this object. */
  listInDocument(document: string, identity: ObjectIdentity): void {
    this.#guard(() => this.#openSide().openDocuments().list(document, identity));
  }

  /** Everything that was added is in the file of objects; to be looked at, not sealed. */
  stage(): Staged {
    return this.#guard(() => this.#sorter.finish(false));
  }

  /** Everything is on the disk when this returns, unless the files are fleeting. `keepsSeen`: the keys that were seen are wanted later. */
  seal(keepsSeen: boolean): StagedFiles {
    return this.#guard(() => {
      const waits = this.#files.isFleeting !== true;
      const staged = this.#sorter.finish(waits);
      this.#onStep('staged');
      const side = this.#sealSide(keepsSeen, waits);
      if (waits && (side || staged.segments.length > 0)) this.#files.sync();
      this.#onStep('synced');
      return { ...staged, side };
    });
  }

  /** The files stay; memory is given back. */
  close(): void {
    this.#sorter.clear();
  }

  /** Forgets everything, and takes its files away. */
  clear(): void {
    this.#sorter.clear();
    this.#side?.discard();
    this.#side = undefined;
    this.#files.discard();
  }

  #guard<T>(work: () => T): T {
    return tellingStorage(this.#files.objects, work);
  }

  #openSide(): SideFile {
    this.#side ??= new SideFile(this.#files.side);
    return this.#side;
  }

  #sealSide(keepsSeen: boolean, waits: boolean): boolean {
    const side = this.#side;
    this.#side = undefined;
    if (side === undefined) return false;
    if (!keepsSeen && side.holdsOnlySeen) {
      side.discard();
      return false;
    }
    side.seal(waits);
    return true;
  }
}
