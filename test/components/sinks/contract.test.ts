import { sinks } from '../../../engine/components/sinks/registry.ts';
import { sinkContract } from '../../contracts/sink.contract.ts';

for (const [name, sink] of Object.entries(sinks)) sinkContract(name, sink);
