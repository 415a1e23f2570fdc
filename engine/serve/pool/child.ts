/** A process of the pool: does one task after the other, and ends once the server is gone. */
import { tasks } from '../tasks/registry.ts';
import { serveTasks } from './serve-tasks.ts';

serveTasks(tasks, process);
