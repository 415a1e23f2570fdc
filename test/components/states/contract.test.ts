import { states } from '../../../engine/components/states/registry.ts';
import { stateContract } from '../../contracts/state.contract.ts';

for (const [name, kind] of Object.entries(states)) stateContract(name, kind);
